import regularization from './presets-regularization.js';

/** Las lecciones: qué se ve, por qué, y qué probar. Una línea vacía separa los párrafos de `text`. */
export default {
  gd: {
    title: 'Todo el conjunto o un minibatch',
    sentence: 'A igual tiempo, muchos pasos baratos y ruidosos bajan mucho más que pocos pasos exactos.',
    text: `\
SGD estima el gradiente con 32 imágenes por paso y η = 0,05. SGD 2 es descenso por gradiente (GD): cada paso promedia
las 5.000 imágenes de entrenamiento, con η = 0,5. Cada uno tiene diez segundos de cálculo propio, y el eje horizontal
es ese tiempo.

Un paso de GD cuesta lo que una época entera de SGD, que con ella da 157 pasos. Por eso SGD ya ronda su mejor pérdida
de validación cuando GD recién empieza a bajar. La curva de SGD tiembla porque cada minibatch es otra muestra; GD no
tiene ese ruido, y sus saltos del comienzo vienen de un paso demasiado largo para la curvatura.

La regla es una sola, W ← W − η ĝ. GD usa ĝ = (1/n) Σ ∇Lᵢ con los n términos; SGD, solo los del minibatch: en promedio
el resultado es el mismo, y cuesta n/32 veces menos.

Para probar: baje la tasa de SGD 2 a 0,1. ¿Se van los saltos? ¿Alcanza para ganar?`,
  },
  conditioning: {
    title: 'Mal condicionamiento: el zigzag',
    sentence: 'En un valle 30 veces más curvo de través que a lo largo, el gradiente rebota entre las paredes.',
    text: `\
La superficie es f = ½ (x² + κ y²) con κ = 30: los valores propios del hessiano son 1 y 30, y κ es su cociente. Aquí
el gradiente es exacto: el descenso por gradiente (GD) usa η = 0,06; lo acompaña momentum, con η = 0,01 y ρ = 0,9.

En cada paso de GD la coordenada cuyo valor propio es λ queda multiplicada por 1 − ηλ. De través eso es 1 − 1,8 =
−0,8: el signo cambia siempre, y ahí está el zigzag. A lo largo es 0,94: x se acerca apenas un 6 % por paso. La
dirección empinada le pone techo a η (desde 2/κ ≈ 0,067 diverge) y la plana paga las consecuencias.

Aun con el mejor η, que es 2/(1 + κ), el error queda multiplicado por (κ − 1)/(κ + 1) ≈ 0,94 en cada paso. En la
velocidad de momentum los rebotes se compensan y el avance se suma: su mejor factor es (√κ − 1)/(√κ + 1) ≈ 0,69.

Para probar: lleve κ a 100 sin tocar las tasas. ¿Quién sobrevive, y por qué? ¿Y qué camino hace GD con κ = 1?`,
  },
  saddle: {
    title: 'Punto silla: casi quietos',
    sentence: 'Junto a la silla el gradiente casi se anula: GD se detiene como si hubiera llegado; Adam ni lo nota.',
    text: `\
En el origen de f = x² − y² + y⁴/8 el gradiente es 0, pero el hessiano tiene un valor propio positivo y uno negativo:
es mínimo en x y máximo en y. Se parte de (1,5; 0,001), a una milésima del eje por el que se cae justo en la silla.
Los mínimos están en (0, ±2).

Con descenso por gradiente (GD) y η = 0,02, x se multiplica por 1 − 2η en cada paso e y, al comienzo, por 1 + 2η:
crece, pero desde una milésima. Por eso f se queda cerca de 0 más de cien pasos, como si hubiera terminado; al paso
150, GD apenas empieza a irse.

Con el mismo η, momentum y Nesterov salen cerca del paso 40, porque suman empujones que apuntan siempre al mismo lado.
Adam divide por √r̂, que ahí es tan chico como el gradiente: su paso mide cerca de η aunque la pendiente sea ínfima.
En alta dimensión importa, porque un punto crítico solo es mínimo si todos los valores propios son positivos, y las
sillas abundan.

Para probar: dele a GD más pasos. ¿Cuándo sale? Después parta con y = 0: ¿alguno de los cuatro se va de la silla?`,
  },
  sgd: {
    title: 'El ruido del gradiente',
    sentence:
      'Con cuatro veces más imágenes por minibatch, el ruido del gradiente baja a la mitad: cada vez rinde menos.',
    text: `\
Se congelan los pesos y se comparan los gradientes de muchos minibatches con el de todo el conjunto, para cada tamaño
n. Cada punto es E‖ĝ − g‖², la varianza de la estimación; en escala logarítmica caen sobre una recta de pendiente −1.

El gradiente de un minibatch es el promedio de n gradientes al azar. No está sesgado, y su varianza es σ²/n: para
reducir el desvío a la mitad hacen falta cuatro veces más imágenes, y cuatro veces más cuentas.

Conviene mirar dónde la recta cruza ‖g‖². Con los pesos iniciales, unas 40 imágenes bastan para que el ruido no supere
al gradiente; después de 300 pasos hacen falta unas 380, porque σ²/‖g‖² creció diez veces. Entrenando con 32 el ruido
ya domina cada paso; lo que avanza es el promedio de muchos.

Para probar: mida también después de 2.000 pasos. ¿Hacia dónde se corre el cruce, y qué dice eso de agrandar el
minibatch?`,
  },
  momentum: {
    title: 'Momentum: velocidad terminal',
    sentence: 'Con gradiente constante, el paso de momentum crece hasta diez veces el de GD, y ahí se queda.',
    text: `\
Un plano, f = x + y/4: el gradiente es el mismo en todas partes y mide ‖g‖ ≈ 1,03. Los dos usan η = 0,02. El paso del
descenso por gradiente (GD) mide siempre η‖g‖ ≈ 0,0206; el de momentum empieza igual y crece hasta 0,206.

La velocidad sigue v ← ρv − ηg. Con ρ = 0,9 cada paso pierde un décimo de la velocidad y gana ηg; se estabiliza cuando
lo que pierde iguala a lo que gana, en η‖g‖/(1 − ρ). Tras t pasos le falta ρᵗ del total: al paso 22 ya lleva el 90 %.

De ahí una regla práctica: al agregar momentum con ρ = 0,9, la tasa que conviene suele ser unas diez veces menor.

Para probar: ponga ρ = 0,99. ¿Cuánto mide ahora el paso terminal, y cuántos pasos tarda en llegar al 90 %?`,
  },
  nesterov: {
    title: 'Nesterov: mirar antes de llegar',
    sentence: 'Momentum se pasa de largo una y otra vez; Nesterov mide la pendiente más adelante y frena a tiempo.',
    text: `\
Los tres usan η = 0,01 y ρ = 0,9 en la cuadrática con κ = 30. Momentum mide el gradiente donde está; Nesterov, en x +
ρv, adonde lo llevaría la inercia. Nesterov 2 es el mismo método en su forma reescrita, que sigue a x̃ = x + ρv.

En 60 pasos los dos cruzan once veces el fondo del valle; lo que cambia es cuánto se pasan. Tras el cuarto cruce, en el
paso 20, momentum se aleja todavía 0,32; Nesterov, 0,007. Si la inercia lo lleva a trepar la pared de enfrente, el
gradiente de más adelante ya apunta hacia atrás, y la velocidad se corrige un paso antes. Llega a f < 0,001 en 25
pasos; momentum, en 58.

Las dos formas de Nesterov son un solo recorrido visto desde dos puntos: x̃ va adelantado en ρv, y se juntan cuando v
→ 0. La reescrita, x̃ ← x̃ + v′ + ρ(v′ − v), evalúa el gradiente donde están los parámetros; por eso la prefieren las
bibliotecas.

Para probar: cambie ρ a 0,99 en los tres. ¿Qué curva oscila más, y cuánto se separan x y x̃?`,
  },
  adagrad: {
    title: 'AdaGrad: una tasa por dirección',
    sentence: 'AdaGrad no hace zigzag: frena la dirección empinada y avanza en las dos, con pasos cada vez más cortos.',
    text: `\
En la cuadrática con κ = 30, el descenso por gradiente (GD, η = 0,06) rebota entre las paredes. AdaGrad (η = 0,3) sale
en diagonal: aunque el gradiente inicial es diez veces mayor en y que en x, su primer paso mide 0,3 en cada una.

Cada coordenada tiene su suma, r ← r + g², y su tasa efectiva, η/(√r + δ). Donde el gradiente es treinta veces mayor,
√r también lo es, y el factor se cancela: donde la pendiente es fuerte la tasa es chica, y al revés. En el primer
paso: 0,1 en x; 0,01 en y.

El precio es que r nunca baja. Con gradiente constante √r crece como √t y el paso se achica como η/√t: en el paso 100
es un décimo del primero. Por eso al final se arrastra, y GD, con todo su zigzag, llega antes a f < 0,001: en 68
pasos, cuando AdaGrad necesita más de 100.

Para probar: lleve κ de 10 a 100. ¿Cambia el camino de AdaGrad? ¿Y el de GD?`,
  },
  rmsprop: {
    title: 'RMSProp: una media que olvida',
    sentence: 'Al pasar del acantilado a lo casi llano, RMSProp recupera su paso; AdaGrad se queda casi quieto.',
    text: `\
En x = 0 la pendiente cae de 1 a un décimo. AdaGrad (η = 0,2) llega allí en unos 33 pasos y RMSProp (η = 0,02) en unos
92. Lo que importa es qué hace cada uno después con su tasa efectiva, η/√r: el avance dividido por la pendiente.

AdaGrad divide por la raíz de la suma de todos los cuadrados, r ← r + g². Lo acumulado en el acantilado no se borra, y
su tasa efectiva se queda en 0,035, bajando apenas. Con una pendiente diez veces menor, el avance cae de 0,035 a
0,0035 por paso, y no se recupera.

RMSProp lleva una media móvil, r ← ρr + (1 − ρ)g². Con ρ = 0,9 el recuerdo se apaga con una constante de tiempo de
1/(1 − ρ) = 10 pasos: el avance también cae al llegar, pero en unas seis de esas constantes la media ya es la de la
pendiente nueva. La tasa efectiva sube de 0,02 a 0,2, y el paso vuelve a medir cerca de η.

Para probar: suba la memoria ρ de RMSProp a 0,99 y dele más pasos. ¿Cuánto tarda ahora en recuperarse?`,
  },
  'adam-bias': {
    title: 'Adam sin corrección de sesgo',
    sentence: 'Sin la corrección los primeros pasos son varias veces más largos, y la pérdida salta.',
    text: `\
Adam y Adam 2 son iguales salvo en «Corrección del sesgo», que Adam 2 tiene apagada. Mire los primeros 40 pasos, con
el suavizado en 0: las dos pérdidas arrancan juntas, y la de Adam 2 da más saltos.

Las medias m y r empiezan en 0, y al comienzo quedan cortas. Dividirlas por 1 − β₁ᵗ y 1 − β₂ᵗ lo arregla; sin eso, r
se queda mucho más corta que m, y el cociente m/√r, largo. Con gradiente constante el primer paso mide √10 η ≈ 3,16 η,
el mayor 6,57 η (en t = 12), y al terminar la segunda época, en el paso 314, todavía 1,9 η. Con la corrección siempre
mide η.

Sin la corrección no siempre se pierde: con η = 0,001 esta red tolera los pasos largos, y tras dos épocas Adam 2 suele
ir adelante, como si su tasa fuera mayor. Es un η que nadie eligió, y que cambia solo.

Para probar: ponga η = 0,01 en los dos. ¿Hasta dónde salta ahora cada pérdida en los primeros pasos?`,
  },
  adam: {
    title: 'Adam: las dos ideas juntas',
    sentence: 'Con la inercia de momentum y la escala de RMSProp, Adam arranca más rápido que los dos.',
    text: `\
Tres optimizadores con sus tasas por defecto (momentum 0,01; RMSProp y Adam 0,001), los mismos pesos iniciales y los
mismos minibatches, diez épocas.

Adam lleva dos medias móviles, m ← β₁m + (1 − β₁)g y r ← β₂r + (1 − β₂)g², las corrige y da el paso −η m̂/(√r̂ + ε):
m̂ pone la dirección, sin tanto ruido, y √r̂ la escala de cada peso. Tras la primera época su pérdida de validación es
la menor de las tres.

Después las curvas se acercan y terminan a pocos puntos de exactitud. Con 1.000 imágenes de validación, el azar de la
muestra ya vale cerca de un punto: «usar por defecto» quiere decir que anda bien sin afinar, no que gane siempre.

Para probar: corra con 5 semillas. ¿Se separan las bandas al final? ¿Y en la primera época?`,
  },
  'race-2d': {
    title: 'La carrera en dos dimensiones',
    sentence:
      'Desde el mismo punto, seis optimizadores hacen seis caminos, y el orden de llegada cambia con la superficie.',
    text: `\
Todos parten del mismo punto de un valle largo: paredes empinadas y un piso de pendiente suave, casi constante. Cada
uno usa una tasa que le va bien aquí.

El descenso por gradiente (GD) rebota y después avanza por el piso a paso parejo. Momentum y Nesterov juntan velocidad
y llegan primero, en unos 74 pasos. AdaGrad y Adam escalan cada dirección por separado y casi no cruzan el valle;
AdaGrad, que acorta sus pasos, llega último. RMSProp, cuyo paso no se achica con el gradiente, queda temblando cerca
del fondo.

Para probar: cambie la superficie a «Punto silla» y a «Beale». ¿Quién gana en cada una? ¿Qué optimizador elegiría sin
conocer la superficie?`,
  },
  race: {
    title: 'La carrera en una red',
    sentence: 'Misma red, mismos pesos iniciales, mismos minibatches: lo único que cambia es la regla del paso.',
    text: `\
Seis optimizadores entrenan una red 784-300-100-10 con 5.000 imágenes de Fashion-MNIST, cada uno con su tasa por
defecto. Las huellas bajo la tabla prueban que la largada es la misma.

En diez épocas SGD queda cerca de 80 % de validación, y los otros cinco entre 82 % y 84 %. AdaGrad salta al comienzo:
con r casi en 0 su primer paso mide η en cada uno de los 266.610 parámetros, tenga el gradiente que tenga. Después es
de los mejores.

Una diferencia de un punto entre los cinco no dice mucho: otra semilla la da vuelta. Y el último puesto de SGD habla
más de su tasa, 0,01, que de su regla.

Para probar: suba la tasa de SGD a 0,1 y corra de nuevo. ¿Sigue último? ¿Con qué exactitud compararía dos
optimizadores?`,
  },
  lr: {
    title: 'La tasa de aprendizaje',
    sentence: 'De chica a enorme hay cuatro finales: no aprende, aprende, se rompe, diverge.',
    text: `\
La misma corrida de 150 pasos, con los mismos pesos iniciales y minibatches, para 13 tasas entre 0,0001 y 100, dos por
década. Cada punto es la pérdida al final.

Con SGD: hasta 0,003 la pérdida baja demasiado despacio; cerca de 0,1 está lo mejor, unos 0,64. Con 0,3 ya empeora.
Desde 1 el paso −ηg cruza el valle de lado a lado y cada vez cae más lejos: la pérdida supera 10²⁰. Entre 1 y 10
vuelve luego a unos 2,3 = ln 10, que es responder al azar entre diez clases: las unidades ReLU se apagaron, y por una
unidad apagada no pasa gradiente que la traiga de vuelta. Más arriba deja de ser un número finito, y la corrida se
detiene como divergente.

La mejor tasa queda a una década, o poco más, de la que rompe. Por eso se busca en escala logarítmica y desde abajo.

Para probar: cambie el optimizador a momentum. ¿Cuántas veces menor es ahora la mejor tasa? ¿Qué tiene que ver con
1/(1 − ρ)?`,
  },
  'schedule-power': {
    title: 'Potencia: η₀ / (1 + t/s)ᶜ',
    sentence:
      'La tasa baja rápido al principio y cada vez más despacio; la pérdida termina más abajo que con tasa constante.',
    text: `\
SGD con η₀ = 0,3, s = 300 pasos y c = 1, junto a la misma corrida con η constante. En el paso 300 la tasa es la mitad;
en el 600, un tercio; al final de las diez épocas, en el paso 1.570, cerca de un sexto.

Una tasa grande avanza rápido, pero el ruido del minibatch mantiene los pesos saltando alrededor del mínimo, a una
altura que crece con η. La corrida constante se queda allí: pérdida 0,35 y sobresaltos, con 77 % en test. La otra baja
con la tasa: 0,28 y 85 %.

La cola es larga: dividir η otra vez por dos lleva cada vez el doble de pasos, así que la red nunca se congela.

Para probar: «Escala de tiempo» en 30 y en 3.000. ¿Cuándo frena demasiado pronto, y cuándo ya casi no se nota?`,
  },
  'schedule-exponential': {
    title: 'Exponencial: η₀ · 0,1^(t/s)',
    sentence: 'Cada s pasos la tasa se divide por diez: la pérdida se asienta y, si s es corto, se congela.',
    text: `\
SGD con η₀ = 0,3 y s = 800 pasos: en el paso 800 la tasa es un décimo, y al final de las diez épocas, en el 1.570,
unas noventa veces menor. En escala logarítmica η(t) sería una recta.

La primera mitad se parece a la de potencia. En la segunda los pasos son tan cortos que la red casi no se mueve: desde
la época 7 la pérdida baja apenas de 0,33 a 0,32. Aun así termina con 85 % en test; la constante, con 77 %.

Aquí t cuenta pasos. Si el plan avanza por época, s va en épocas: una época son 157 pasos, las 5.000 imágenes
divididas por el tamaño del minibatch.

Para probar: duplique la escala de tiempo. ¿Cuánto más baja la pérdida, y por qué? ¿Y con s = 200?`,
  },
  'schedule-piecewise': {
    title: 'Constante por tramos',
    sentence: 'Cada vez que la tasa baja un escalón, la pérdida cae de golpe.',
    text: `\
SGD con η = 0,3 durante tres épocas, 0,1 durante otras tres y 0,01 hasta el final, junto a la misma corrida con 0,3
siempre. Los límites, 3 y 6, cuentan épocas completas: son los pasos 471 y 942.

Hasta el primer límite las dos son idénticas, bit por bit. Con η grande la red recorre mucho, pero el ruido la sostiene
a una altura que depende de η, como quien rebota entre paredes sin poder bajar. Al pasar a 0,1 esa altura cae
enseguida: de la época 3 a la 4 la pérdida media va de 0,55 a 0,40; la de tasa constante, solo a 0,50.

El segundo escalón, de la época 6 a la 7, la lleva de 0,35 a 0,30. Desde ahí casi no se mueve: con 0,01 asienta lo que
las tasas grandes habían recorrido, y poco más. Termina con pérdida 0,29 y 86 % en test; la constante, a los saltos,
con 0,35 y 77 %.

Para probar: adelante los límites a 1 y 2, o atráselos a 8 y 9. ¿Cambia el final, o solo cuándo llega?`,
  },
  'schedule-performance': {
    title: 'Según el desempeño',
    sentence: 'La tasa espera: solo baja cuando la pérdida de validación deja de mejorar.',
    text: `\
SGD con η₀ = 0,2 mira la pérdida de validación al cerrar cada época. Si una época pasa sin mejorar la mejor (paciencia
p = 1), la tasa se multiplica por λ = 0,5: η ← λη. La curva de η es una escalera con escalones que nadie fijó de
antemano.

Hasta el primer escalón esta corrida y la de tasa constante son idénticas, bit por bit; ahí se separan. La constante
sigue a los saltos y termina con pérdida 0,30 y 82,3 % en test; la otra, con 0,25 y 85,5 %.

Con paciencia 1 un tropiezo por azar alcanza para cortar; con una paciencia grande se pierden épocas esperando. No hay
que adivinar el largo de la corrida, pero sí tener una validación que no engañe.

Para probar: paciencia 3. ¿Cuántos escalones quedan en diez épocas? ¿Y con paciencia 1 y λ = 0,1?`,
  },
  'schedule-1cycle': {
    title: '1cycle: subir y bajar',
    sentence: 'La tasa sube diez veces, baja y termina casi en cero: va detrás hasta la mitad, y remata más abajo.',
    text: `\
SGD empieza con η₀/10 = 0,03, sube en línea recta hasta η₀ = 0,3 en casi la mitad de la corrida, baja igual, y en el
último décimo de los 1.570 pasos cae hacia η₀/10.000.

Arranca a la par y cerca del pico queda por encima de la tasa constante: allí tiembla tanto como ella. La ventaja
aparece en la bajada. Termina con pérdida 0,25 y 86 % en test, contra 0,35 y 77 % de la constante.

La subida evita que los primeros gradientes rompan la red, el pico permite recorrer mucho, y la bajada asienta. A
cambio, hay que saber de entrada cuántas épocas se van a correr: todo el plan depende de ese total.

Para probar: η₀ = 1. ¿Aguanta el pico? ¿Lo aguanta la tasa constante?`,
  },
  ...regularization,
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

Los dos parten de los mismos pesos, así que la primera pérdida es la misma, 2,38. En una época AdaGrad baja a cerca de
0,55; AdaGrad 2 pasa de 200.000 y acierta un 10 % en test, que es responder siempre la misma clase. Por eso el eje es
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
aquel código, las conserva con 0,2: apaga el 80 %. Tras diez épocas el primero llega a 85 % en test; el segundo, a
72 %, porque en cada paso solo entrenan unas 60 de las 300 unidades y 20 de las 100.

En este motor, como en Keras («rate») y en PyTorch («p»), el número es la probabilidad de apagar. Al pasar código de
un lado a otro, p se vuelve 1 − p.

Para probar: la pérdida de Adam 2 empieza en 4,7 y la de Adam en 2,5, con los mismos pesos iniciales. ¿Qué le hace a la
varianza de cada capa dividir por 0,2 lo que pasó?`,
  },
  'slips-decay': {
    title: 'Errata: decay no es s',
    sentence: 'El «decay» de Keras es 1/s: quien lo toma por s congela la red después del primer paso.',
    text: `\
La tasa en potencia es η₀/(1 + t/s); el «decay» de Keras multiplica, η₀/(1 + decay · t), así que decay = 1/s. La
diapositiva escribe s = decay. Con decay = 0,002 la escala de tiempo es s = 500 pasos, la de SGD; SGD 2 toma el 0,002
por s.

Los dos empiezan con η₀ = 0,1 y dan igual el primer paso. En el segundo SGD 2 ya divide por 501: sus otros 1.569 pasos
suman apenas un 1,6 % de la tasa del primero. La pérdida se queda en 2,3, casi donde empezó, y el test en 12 %; SGD baja
a 0,3 y llega a 85 %.

Es una errata silenciosa: nada falla, la pérdida es un número y hasta baja un poco. La delata la tasa, que conviene
mirar junto a la pérdida; está en la tabla.

Para probar: ¿qué s haría falta para que la tasa baje a la mitad en la última época, la décima? ¿Qué decay es?`,
  },
};
