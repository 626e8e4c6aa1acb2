/** Las lecciones de la carrera: qué se ve, por qué, y qué probar. Una línea vacía separa los párrafos de `text`. */
export default {
  gd: {
    title: 'Todo el conjunto o un minibatch',
    sentence: 'A igual tiempo, muchos pasos baratos y ruidosos bajan mucho más que pocos pasos exactos.',
    text: `\
SGD estima el gradiente con 32 imágenes por paso y η = 0,05. SGD 2 es descenso por gradiente (GD): cada paso promedia
las 5.000 imágenes de entrenamiento, con η = 0,5. Cada uno tiene diez segundos de cálculo propio, y el eje horizontal
es ese tiempo.

Un paso de GD cuesta lo que una época entera de SGD, que con ella da 157 pasos. Tras 5 épocas la pérdida de validación
de SGD es {figure:gd.sgd}; la de GD tras 20, {figure:gd.gd} (promedios de {figure:gd.n} semillas). La curva de SGD
tiembla porque cada minibatch es otra muestra; GD no tiene ese ruido: donde su pérdida sube, el paso fue demasiado largo
para la curvatura.

La regla es una sola, W ← W − η ĝ. GD usa ĝ = (1/n) Σ ∇Lᵢ con los n términos; SGD, solo los del minibatch: en promedio
el gradiente es el mismo, y cuesta n/32 veces menos.

Para probar: baje la tasa de SGD 2 a 0,1. ¿Sube todavía su pérdida? ¿Alcanza eso para ganar?`,
  },
  'adam-bias': {
    title: 'Adam sin corrección de sesgo',
    sentence: 'Sin la corrección los primeros pasos son varias veces más largos, y la pérdida salta.',
    text: `\
Adam y Adam 2 son iguales salvo en «Corrección del sesgo», que Adam 2 tiene apagada. Mire los primeros 40 pasos, con
el suavizado en 0: las dos pérdidas arrancan juntas, y la de Adam 2 sube y baja más (en {figure:adam-bias.jumps.k} de
{figure:adam-bias.n} semillas).

Las medias m y r empiezan en 0, y al comienzo quedan cortas. Dividirlas por 1 − β₁ᵗ y 1 − β₂ᵗ lo arregla; sin eso, r
se queda mucho más corta que m, y el cociente m/√r, largo. Con gradiente constante el primer paso mide √10 η ≈ 3,16 η,
el mayor 6,57 η (en t = 12), y al terminar la segunda época, en el paso 314, todavía 1,9 η. Con la corrección siempre
mide η.

Sin la corrección no siempre se pierde: con η = 0,001 esta red tolera los pasos largos, y tras dos épocas Adam 2 va
adelante en el promedio de las semillas, como si su tasa fuera mayor. Es un η que nadie eligió, y que cambia solo.

Para probar: ponga η = 0,01 en los dos. ¿Hasta dónde salta ahora cada pérdida en los primeros pasos?`,
  },
  adam: {
    title: 'Adam: las dos ideas juntas',
    sentence: 'Con la inercia de momentum y la escala de RMSProp, Adam suele arrancar más rápido que los dos.',
    text: `\
Tres optimizadores con sus tasas por defecto (momentum 0,01; RMSProp y Adam 0,001), los mismos pesos iniciales y los
mismos minibatches, diez épocas.

Adam lleva dos medias móviles, m ← β₁m + (1 − β₁)g y r ← β₂r + (1 − β₂)g², las corrige y da el paso −η m̂/(√r̂ + ε):
m̂ pone la dirección, sin tanto ruido, y √r̂ la escala de cada peso. Tras la primera época su pérdida de validación
suele ser la menor de las tres: {figure:adam.adamFirst} en promedio sobre {figure:adam.n} semillas, contra
{figure:adam.momentumFirst} y {figure:adam.rmspropFirst}.

Al final Adam y momentum quedan cerca: {figure:adam.adam} % y {figure:adam.momentum} % en validación. Con 1.000 imágenes
de validación, el azar de la muestra ya vale cerca de un punto: «usar por defecto» quiere decir que anda bien sin
afinar, no que gane siempre.

Para probar: corra con tres semillas. ¿Se separan las bandas al final? ¿Y en la primera época? ¿Y con 10 semillas?`,
  },
  race: {
    title: 'La carrera en una red',
    sentence: 'Misma red, mismos pesos iniciales, mismos minibatches: solo cambian la regla del paso y su tasa.',
    text: `\
Seis optimizadores entrenan una red 784-300-100-10 con 5.000 imágenes de Fashion-MNIST, cada uno con su tasa por
defecto. Las huellas bajo la tabla prueban que la largada es la misma.

En diez épocas SGD llega a {figure:race.sgd} % de validación; de los otros cinco, el último a {figure:race.least} % y el
primero a {figure:race.most} % (promedios de {figure:race.n} semillas). La pérdida de AdaGrad sube al comienzo: con r casi
en 0 su primer paso mide η en cada parámetro cuyo gradiente no es 0, por chico que sea.

Quién gana cambia con la semilla: los dos primeros terminan a menos de dos puntos uno del otro en {figure:race.near.k}
de {figure:race.n} semillas, y una sola corrida no elige entre ellos. SGD termina último en {figure:race.last.k}; con su
misma tasa, 0,01, los pasos de momentum pueden ser hasta diez veces más largos.

Para probar: suba la tasa de SGD a 0,1 y corra de nuevo. ¿Sigue último? ¿Con qué exactitud compararía dos
optimizadores?`,
  },
  slips: {
    title: 'Errata: Adam desde t = 0',
    sentence: 'Adam contado desde t = 0 divide por cero: la primera actualización lo deja fuera de carrera.',
    text: `\
Toda presentación tiene erratas, y algunas enseñan mucho al ejecutarlas. Adam cuenta sus pasos desde 1; Adam 2, desde
0, como sale al escribir «for t in range(…)».

En t = 0 la corrección divide por 1 − β⁰ = 0: m̂ y r̂ se van a infinito, o a 0/0, y los pesos dejan de ser números.
Adam 2 figura como divergente en el paso 2, el primero cuya pérdida ya no es un número. Basta sumar uno antes de
dividir, t ← t + 1, y entrena como el otro.

Para probar: ponga «Número del primer paso» de Adam 2 en 1. ¿Coinciden las curvas? ¿Y si en vez de eso apaga la
corrección del sesgo?`,
  },
  'slips-adagrad': {
    title: 'Errata: AdaGrad sin el menos',
    sentence: 'Sin el signo menos que le falta al recuadro, AdaGrad sube la cuesta: la pérdida crece y crece.',
    text: `\
El recuadro de AdaGrad dice Δθ ← ε/(δ + √r) ⊙ g y después θ ← θ + Δθ: le falta un menos, que en los de RMSProp y Adam
sí está. AdaGrad lo tiene; AdaGrad 2 es la errata tal cual, con «Signo menos» apagado.

Los dos parten de los mismos pesos, así que la primera pérdida es la misma, unos {figure:slips-adagrad.start}. En una
época AdaGrad baja a cerca de {figure:slips-adagrad.down}; AdaGrad 2 pasa de 100.000 y acierta un
{figure:slips-adagrad.accuracyUp} % en test, lo mismo que responder siempre la misma clase. Por eso el eje es
logarítmico.

No diverge de golpe porque también al subir AdaGrad acorta sus pasos: ningún peso se mueve más de η por vez. Una
pérdida que sube desde el primer paso, con cualquier tasa, es la señal de un signo cambiado; si solo sube con tasas
grandes, el problema es la tasa.

Para probar: baje la tasa de AdaGrad 2 a 0,0001. ¿Deja de subir, o solo sube más despacio?`,
  },
  'slips-dropout': {
    title: 'Errata: las dos p de dropout',
    sentence: 'En el texto p es la probabilidad de apagar una unidad; en el código, la de conservarla.',
    text: `\
Las diapositivas usan p para dos cosas. En el texto es la probabilidad de apagar una unidad; en el código, «rand < p»
la deja pasar con probabilidad p, y «/ p» reescala lo que pasó. Con p = 0,5 coinciden, y por eso no salta a la vista.

Aquí se quiere p = 0,2 en las dos capas ocultas. Adam apaga el 20 % de las unidades; Adam 2, la misma cifra puesta en
aquel código, las conserva con 0,2: apaga el 80 %. Tras diez épocas el primero llega a {figure:slips-dropout.right} % en
test; el segundo, a {figure:slips-dropout.wrong} % (promedios de {figure:slips-dropout.n} semillas), porque en cada paso
solo entrenan unas 60 de las 300 unidades y 20 de las 100.

En este motor, como en Keras («rate») y en PyTorch («p»), el número es la probabilidad de apagar. Al pasar código de
un lado a otro, p se vuelve 1 − p.

Para probar: la pérdida de Adam 2 empieza cerca de {figure:slips-dropout.startWrong} y la de Adam, de
{figure:slips-dropout.start}, con los mismos pesos iniciales. ¿Qué le hace a la varianza de cada capa dividir por 0,2 lo
que pasó?`,
  },
  'slips-decay': {
    title: 'Errata: decay no es s',
    sentence: 'El «decay» de Keras es 1/s: quien lo toma por s congela la red después del primer paso.',
    text: `\
La tasa en potencia es η₀/(1 + t/s); el «decay» de Keras multiplica, η₀/(1 + decay · t), así que decay = 1/s. La
diapositiva escribe s = decay. Con decay = 0,002 la escala de tiempo es s = 500 pasos, la de SGD; SGD 2 toma el 0,002
por s.

Los dos empiezan con η₀ = 0,1 y dan igual el primer paso. En el segundo SGD 2 ya divide por 501: sus otros 1.569 pasos
suman apenas un 1,6 % de la tasa del primero. La pérdida se queda en {figure:slips-decay.lossWrong}, casi donde empezó, y
el test en {figure:slips-decay.wrong} %; SGD baja a {figure:slips-decay.loss} y llega a {figure:slips-decay.right} %
(promedios de {figure:slips-decay.n} semillas).

Es una errata silenciosa: nada falla, la pérdida es un número y suele bajar un poco. La delata la tasa, que conviene
mirar junto a la pérdida; está en la tabla.

Para probar: ¿qué s haría falta para que la tasa baje a la mitad en la última época, la décima? ¿Qué decay es?`,
  },
  keras: {
    title: 'Keras: el código de las diapositivas hoy',
    sentence: 'Keras 3 rechaza «lr»; quien lo renombra pierde también «decay», y solo una advertencia lo dice.',
    text: `\
Compiten los optimizadores del código de las diapositivas, en la convención de Keras: Momentum, Nesterov, RMSProp y Adam
con η = 0,001, SGD con η = 0,01 y decay = 0,0001. Arriba está cada fragmento junto a lo que Keras 3 le responde y junto
a lo que exporta esta página, que hoy se ejecuta.

«lr» ahora se llama «learning_rate», y el nombre viejo es un error. En SGD eso no es todo: una vez renombrado, Keras
acepta «decay», advierte y lo ignora. SGD 2 es lo que queda, una tasa de 0,01 para siempre. SGD tiene lo que quería la
diapositiva, η = η₀/(1 + decay · t): en el último de los 1.570 pasos, 0,00864. Es nuestra tasa en potencia con s =
1/decay = 10.000 pasos, el «InverseTimeDecay» de Keras.

Después de diez épocas SGD acierta en el test un {figure:keras.decay} %, SGD 2 un {figure:keras.ignored} % (promedios de
{figure:keras.n} semillas): por la exactitud nadie lo notaría. Hay que leer las advertencias y mirar la tasa.

Para probar: ponga la escala de tiempo de SGD en 100 pasos, o sea decay = 0,01. ¿Notaría ahora que Keras lo ignora?`,
  },
};
