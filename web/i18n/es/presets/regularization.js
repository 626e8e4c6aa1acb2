/** Las lecciones sobre regularización: qué se ve, por qué, y qué probar. Una línea vacía separa los párrafos de `text`. */
export default {
  overfit: {
    title: 'Sobreajuste: aprender de memoria',
    sentence: 'La pérdida de entrenamiento sigue bajando; la de validación, después de unas épocas, vuelve a subir.',
    text: `\
La red 300-100-10 tiene 266.610 parámetros y 1.000 imágenes para aprender. La pérdida de entrenamiento baja en promedio hasta
{figure:overfit.train}. La de validación toca {figure:overfit.least}, en {figure:overfit.n} semillas entre las épocas
{figure:overfit.best.least} y {figure:overfit.best.most}, y desde ahí sube hasta {figure:overfit.end}. La brecha sombreada es lo
que la red sabe de sus imágenes y no de las demás.

El segundo contendiente es la misma red con 3.000 imágenes: termina con {figure:overfit.accuracyMore} % en test, contra
{figure:overfit.accuracy} %. La brecha también se abre: en 50 épocas da el triple de pasos. El tercero tiene una sola
capa oculta de 16 unidades, y muchos menos parámetros: su brecha no llega a la mitad de la primera.

Mientras la pérdida sube, la exactitud de validación se mueve en promedio menos de dos puntos. La red no se equivoca
más veces: cada vez está más segura, también cuando se equivoca.

Para probar: deje solo la red grande con 200 imágenes. ¿En qué época está lo mejor de la validación, y cuánto vale?`,
  },
  l1: {
    title: 'L1: pesos casi en cero',
    sentence: 'Con casi la misma pérdida de validación que L2, L1 deja más de dos tercios de los pesos casi en cero.',
    text: `\
Se minimiza J(W) + λ Σ|w|, con λ = 0,0003 en las tres capas. La penalización alcanza a los pesos y nunca a los sesgos.
L2, al lado, suma λ Σw² con λ = 0,003: las dos intensidades están elegidas para que la pérdida de validación termine
casi igual, {figure:l1.endL1} y {figure:l1.endL2} en promedio; sin regularizar es {figure:l1.end}.

El histograma las distingue. L1 deja casi en cero (|w| < 0,001) el {figure:l1.zerosL1} % de los pesos; L2, el
{figure:l1.zerosL2} % (promedios de {figure:l1.n} semillas). La derivada de λ|w| es ±λ: empuja igual a un peso grande
que a uno chico. La de λw² es 2λw: se apaga a medida que el peso se acerca a cero. Los pasos según una derivada se
acercan al cero y lo saltan, sin llegar: un cero exacto pide otro tipo de paso, uno proximal.

La tabla separa la pérdida de los datos de la penalización, {figure:l1.data} y {figure:l1.penalty} para L1. En su panel, la línea de puntos es
la suma: eso es lo que baja el optimizador, aunque la mayor parte no hable de errores.

Para probar: lleve λ de L1 a 0,001. ¿Cuántos pesos quedan vivos, y qué pasa con la exactitud?`,
  },
  'l1-proximal': {
    title: 'L1 que sí llega a cero: el paso proximal',
    sentence:
      'Con el mismo λ, los pasos del gradiente casi no dejan pesos en 0 exacto; los proximales, más de un décimo.',
    text: `\
Los dos contendientes minimizan J(W) + λ Σ|w| con λ = 0,0003, con descenso por gradiente en minibatches, con una tasa que
va de 0,15 a 0. L1 suma λ signo(w) al gradiente: cerca de cero cada paso es de η λ, a cualquier distancia, así que el peso
salta al otro lado, y vuelve.

El proximal toma el gradiente de J solo, y después da el paso que L1 misma pide:
w ← signo(w) max(|w| − η λ, 0). Un peso a menos de η λ de cero queda en cero, y ahí sigue mientras el gradiente de J
no pase de λ en valor absoluto.

Llegan a lo mismo: pérdidas de validación de {figure:l1-proximal.endL1} y {figure:l1-proximal.end}, contra
{figure:l1-proximal.endNone} sin penalización, y {figure:l1-proximal.nearL1} % y {figure:l1-proximal.near} % de los pesos casi en cero
(|w| < 0,001). La última columna los distingue: el {figure:l1-proximal.exact} % de los del proximal vale exactamente 0, así que esos
productos no hace falta calcularlos, ni guardarlos (medias de {figure:l1-proximal.n} semillas).

Para probar: los mismos dos con Adam. Sus pasos casi no dependen del tamaño del gradiente, y el proximal sigue siendo de η λ: ¿qué
λ necesita ahora?`,
  },
  l2: {
    title: 'L2: pesos que se achican',
    sentence: 'A mayor λ, pesos más chicos y menos brecha; con demasiado λ la red aprende menos de lo que podría.',
    text: `\
Se minimiza J(W) + λ Σw², sin los sesgos. El gradiente gana un término 2λw: en cada paso cada peso se achica un poco,
en proporción a su tamaño. Por eso se habla de decaimiento de los pesos, aunque con Adam las dos cosas no son lo
mismo: ahí ese término pasa por la división como todo el gradiente.

Cada λ es diez veces el anterior: 0,0003, 0,003 y 0,03. La brecha final va de {figure:l2.gap} sin regularizar a
{figure:l2.gapMiddle} con el segundo y {figure:l2.gapStrong} con el tercero. Con este casi no hay sobreajuste, pero la
exactitud en test cae de {figure:l2.accuracy} % a {figure:l2.accuracyStrong} %, porque a los pesos no se los deja crecer. El
segundo tampoco gana en exactitud, pero sí en pérdida (promedios de {figure:l2.n} semillas).

Con el tercero el histograma es más angosto, y las normas de las unidades quedan más abajo, de la mayor a la menor,
algunas casi en cero: son unidades que nadie usa.

Para probar: λ = 0,01 en el último. ¿Mejora la validación? ¿Qué penalización paga, comparada con su pérdida?`,
  },
  adamw: {
    title: 'AdamW: el decaimiento no es L2',
    sentence:
      'Con casi la misma pérdida de validación, L2 dentro de Adam deja casi en cero muchos más pesos que AdamW.',
    text: `\
Con SGD, sumar λ Σw² a la pérdida y achicar los pesos en cada paso es lo mismo: un factor 1 − 2ηλ. Con Adam no. L2 pone 2λw
en el gradiente, aquí con λ = 0,003. AdamW deja el gradiente como está, y en cada paso multiplica además todo peso por
1 − ηλ, aquí con λ = 1 (Loshchilov y Hutter, 2019).

Las dos intensidades están elegidas para que la pérdida de validación termine casi igual, {figure:adamw.endL2} y
{figure:adamw.endDecay}; sin nada es {figure:adamw.end}. El histograma las distingue: con L2 queda casi en cero (|w| < 0,001)
el {figure:adamw.zerosL2} % de los pesos; con AdamW, el {figure:adamw.zerosDecay} % (promedios de {figure:adamw.n} semillas).

Adam divide por √r̂. El peso de un píxel que casi nunca se enciende no tiene casi otro gradiente que 2λw; dividido, es tan
grande como cualquiera, y el peso baja cerca de η por paso hasta el cero, aunque λ sea chico. El decaimiento achica a todos
en la misma proporción, tengan el gradiente que tengan.

Para probar: λ de L2 diez veces menor, 0,0003. ¿Cuántos pesos van todavía a cero, y cuánta brecha queda?`,
  },
  'max-norm': {
    title: 'Norma máxima: un techo por unidad',
    sentence: 'Nada se suma a la pérdida: después de cada paso, a la unidad que se pasa de r se la devuelve a r.',
    text: `\
Después de cada paso se mira ‖w‖₂, la norma de los pesos que entran a cada unidad de las capas ocultas. Si pasa de r,
w ← w r/‖w‖₂; si no, no se toca. No hay penalización: en la tabla esa columna queda vacía.

En el gráfico de normas las unidades van de la mayor a la menor. Sin límite están cerca de {figure:max-norm.norm}; con r = 1 y con
r = 0,5 quedan aplastadas contra su línea. A menor r, más regularización: la brecha final es {figure:max-norm.gap} sin límite,
{figure:max-norm.gapOne} con r = 1 y {figure:max-norm.gapHalf} con r = 0,5.

La dirección de w queda libre y solo se limita su largo: un r chico achica por igual todos los pesos de una unidad, y no
busca ceros como L1. Con r = 0,5 la pérdida de validación termina en {figure:max-norm.endHalf} en vez de
{figure:max-norm.end}, pero la exactitud en test no gana: {figure:max-norm.accuracyHalf} % contra
{figure:max-norm.accuracy} % (promedios de {figure:max-norm.n} semillas).

Para probar: r = 0,2. ¿Sigue bajando la pérdida de validación? Y con r = 3, ¿se acorta alguna unidad?`,
  },
  dropout: {
    title: 'Dropout: apagar unidades al azar',
    sentence: 'En cada paso y para cada imagen se apaga la mitad de las unidades: ninguna puede contar con otra.',
    text: `\
Al entrenar, cada unidad oculta se apaga con probabilidad p = 0,5. La figura muestra la máscara de una imagen: de las
unidades tachadas no sale nada, y en ese paso no aprenden nada de ella. Otra imagen u otro paso, otra máscara.

Ninguna unidad puede apoyarse en una compañera determinada, y la red se vuelve redundante. También se puede ver como
entrenar a la vez muchas redes que comparten pesos: con 400 unidades hay 2⁴⁰⁰ máscaras. Al predecir no se apaga nada,
y la salida aproxima el promedio de todas.

La brecha baja de {figure:dropout.gap} a {figure:dropout.gapDropout}, medida con todas las unidades encendidas en las dos pérdidas.
La línea fina es la pérdida tal como se entrenó, con unidades apagadas: por eso empieza por encima de la de validación. Medida
desde ella la brecha parecería {figure:dropout.gapTrained}. El otro contendiente usa p = 0,2 y apaga también píxeles de la entrada. Con p = 0,5 la
pérdida de validación mejora; la exactitud en test, no: {figure:dropout.accuracyDropout} % contra {figure:dropout.accuracy} % sin dropout
(promedios de {figure:dropout.n} semillas).

Para probar: p = 0,8. ¿Cómo queda ahora la línea fina respecto de la de validación, y por qué? ¿Y qué pasa con la
exactitud?`,
  },
  'dropout-scaling': {
    title: 'Dropout clásico e invertido',
    sentence: 'Uno achica las salidas al predecir, el otro las agranda al entrenar: en promedio, lo mismo.',
    text: `\
Con probabilidad p de apagar, la salida media de una unidad al entrenar es (1 − p) y. Al predecir no se apaga nada y
saldría y: las capas de después recibirían más de lo que conocen. Algo hay que ajustar.

El clásico multiplica por 1 − p al predecir. El invertido divide por 1 − p al entrenar, y el código que predice es el
de una red sin dropout: por eso se usa casi siempre. La tabla bajo la figura muestra los factores con p = 0,5; en
cada fila las dos últimas columnas coinciden. Las máscaras de los dos son idénticas, porque salen de la misma semilla.

Al final los dos aciertan más o menos lo mismo, pero las curvas no son iguales: brechas finales de
{figure:dropout-scaling.gap} y {figure:dropout-scaling.gapClassic} en promedio. Durante el entrenamiento las salidas del
clásico son la mitad, y con la misma tasa y los mismos pesos iniciales sus pasos son otros: arranca más despacio.

Para probar: p = 0,2 en los dos. ¿Cuáles son ahora los factores? ¿Se acercan las curvas?`,
  },
  augmentation: {
    title: 'Aumento de datos',
    sentence: 'Simetrías, deformaciones y ruido: la misma imagen llega distinta en cada época, con la misma etiqueta.',
    text: `\
Compiten tres maneras de cambiar las imágenes: espejo horizontal; deformaciones (correr 1 píxel, girar hasta 10°,
cambiar el tamaño hasta un 10 %); y ruido de desvío 0,1. Los cambios se sortean de nuevo en cada época, y abajo se
los ve. Validación y test no se tocan.

No todo aumento sirve igual. Con deformaciones la red casi no puede memorizar: la brecha baja de
{figure:augmentation.gap} a {figure:augmentation.gapDeformed}. Con espejo todavía es {figure:augmentation.gapMirrored},
y con ruido {figure:augmentation.gapNoisy}: 50 épocas dan tiempo de aprenderse también esas variantes.

Una transformación ayuda si deja imágenes como las que después se verán. En este conjunto casi todos los zapatos miran
hacia el mismo lado: el espejo enseña casos que no aparecen en test, y la exactitud pasa de
{figure:augmentation.accuracy} % a {figure:augmentation.accuracyMirrored} %. Las deformaciones, más difíciles de
aprender, terminan con la mejor pérdida de validación; en exactitud eso vale menos de un punto y medio, si es que vale
algo: llegan a {figure:augmentation.accuracyDeformed} % (promedios de {figure:augmentation.n} semillas).

Para probar: deje solo el corrimiento de 1 píxel. ¿Gana algo en exactitud? ¿Y con más épocas?`,
  },
  batchnorm: {
    title: 'Normalización por lotes',
    sentence: 'Acelera el aprendizaje; su ruido regulariza poco, y sola no evita el sobreajuste.',
    text: `\
En cada minibatch la entrada de cada unidad se lleva a media 0 y desvío 1, ẑ = (z − μ)/√(σ² + ε), y después
y = γẑ + β, con γ y β aprendidos. Al predecir se usan medias móviles de μ y de σ².

Lo primero que se nota es la velocidad: a las 10 épocas la pérdida de entrenamiento es {figure:batchnorm.tenNormed},
contra {figure:batchnorm.ten}. Como μ y σ dependen de qué imágenes tocaron juntas, cada una llega con algo de ruido, y
eso regulariza. Aquí no alcanza: la red memoriza antes, y la brecha final queda como estaba:
{figure:batchnorm.gapNormed}, contra {figure:batchnorm.gap}.

El tercer contendiente suma dropout con p = 0,5: la brecha baja a {figure:batchnorm.gapBoth} (promedios de
{figure:batchnorm.n} semillas). Las mejores pérdidas de validación quedan cerca: con una sola semilla no hay que leer
mucho en su diferencia.

Para probar: minibatches de 8. Las medias son más ruidosas: ¿se nota en la brecha? ¿Y con minibatches de 256?`,
  },
  'early-stopping': {
    title: 'Parada temprana',
    sentence: 'Cinco épocas sin mejorar la validación, y se vuelve a los pesos de la mejor: sobran más de la mitad.',
    text: `\
Las tres corridas son la misma, bit a bit, hasta que una para. La regla mira la pérdida de validación al cerrar cada
época; si pasan tantas como la paciencia sin mejorar la mejor, deja de entrenar y devuelve los pesos de esa época.

Con paciencia 5 paró entre las épocas {figure:early-stopping.stopped.least} y {figure:early-stopping.stopped.most} en las
{figure:early-stopping.n} semillas medidas. La red libre sigue hasta la 50: su pérdida de test sube a {figure:early-stopping.loss}, contra
{figure:early-stopping.lossPatient} de la que paró. La exactitud en test cuenta otra cosa: {figure:early-stopping.accuracy} %
y {figure:early-stopping.accuracyPatient} % en promedio, que no es ganar nada. La regla cuida la pérdida, no los aciertos.

Con paciencia 1 alcanza un tropiezo: puede parar cuando la pérdida de validación todavía iba a bajar. Además, la época se
eligió mirando la validación: su pérdida ahí es algo optimista, y para saber cómo le va está el test.

Para probar: ¿con qué paciencia deja de importar el azar? ¿Y qué cambia si no se vuelve a los mejores pesos?`,
  },
  average: {
    title: 'Medias de los pesos',
    sentence:
      'Con una tasa que no deja llegar al reposo, los últimos pesos son buenos o malos por azar; su media es buena.',
    text: `\
SGD con minibatches de 32 y una tasa constante de 0,3: el ruido de los pasos no lo deja llegar al reposo. Los tres primeros
contendientes son la misma corrida, bit a bit, porque una media no cambia nada del entrenamiento. Los pesos quedan donde los
dejaron los últimos pasos: se acierta en promedio el {figure:average.accuracy} % de las imágenes de test, y de
{figure:average.accuracy.least} % a {figure:average.accuracy.most} % en {figure:average.n} semillas.

El segundo lleva junto a los pesos una media, w̄ ← 0,99 w̄ + 0,01 w después de cada paso, que es más o menos la de los últimos
100. La validación y el test son de ella: la pérdida de validación termina en {figure:average.endAverage} en lugar de
{figure:average.end}, y se acierta el {figure:average.accuracyAverage} %. El tercero promedia los pesos del final de las
últimas 5 épocas, todos por igual (SWA, stochastic weight averaging): {figure:average.accuracySwa} %. Alrededor del fondo de
un valle los pasos van hacia todos lados, y la media de muchos puntos está más cerca de él que casi todos ellos.

El cuarto saca el ruido de otro modo: su tasa baja hasta 0. Con {figure:average.accuracyCosine} % iguala a la media, en
promedio sobre las semillas. Pero una tasa que baja tiene que saber cuándo llega el final, y la media está ahí en cada época.

Para probar: una memoria de 0,999 en el segundo. ¿Qué pesos recuerda que más valdría olvidar?`,
  },
  together: {
    title: 'Todo junto',
    sentence: 'Cinco remedios a la vez, sobre todo Fashion-MNIST: una red densa acierta más de nueve de cada diez.',
    text: `\
Aquí hay 59.000 imágenes de las que aprender. La red es 784-512-256-10, con minibatches de 256 y Lion, cuya tasa baja de
0,0007 a 0 según un coseno. Se le suman cinco remedios: normalización por lotes antes de cada activación, dropout con p
= 0,1 en las capas ocultas, decaimiento de los pesos, etiquetas suavizadas en 0,1 y la imagen espejada en lugar de la
mitad de las imágenes.

Después de 24 épocas la exactitud en test es {figure:together.accuracyAll} %; sin los cinco es {figure:together.accuracy} %. Son
{figure:together.errors} errores menos en 10.000 imágenes, y al menos {figure:together.errors.least} en cada una de {figure:together.n}
semillas. Si se le pregunta por cada imagen y por su espejada, y se promedian las dos respuestas, la exactitud casi no
cambia: {figure:together.mirrored} %.

La receta se eligió con las imágenes de validación. Cuánto da cada uno de los cinco no lo dicen estas cifras.
La lección usa el conjunto completo, y un minuto en vez de segundos; si el sitio no lo tiene, corre con el inicial y lo dice.

Para probar: agregue la red sin remedios, que tarda otro tanto. Y quite un remedio: ¿se nota su falta, con tres semillas?`,
  },
};
