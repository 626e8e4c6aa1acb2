/** Las lecciones sobre incertidumbre: qué se ve, por qué, y qué probar. Una línea vacía separa los párrafos de `text`. */
export default {
  'mc-dropout': {
    title: 'MC dropout: preguntar cien veces',
    sentence: 'Sin dropout la red jura que es una bota; cien subredes dicen que sí, pero que podría ser una zapatilla.',
    text: `\
La red ya está entrenada, con dropout 0,2. Con dropout apagado le da a la primera imagen de test un 96 % de ser bota.
Con dropout encendido, la media de 100 pasadas ronda el 83 %, unos 2 puntos más o menos según su semilla: algunas
subredes ven una zapatilla o una sandalia. Cada pasada sortea qué unidades callan, así que contesta otra red; Gal y
Ghahramani mostraron que promediarlas aproxima una predicción bayesiana, sin entrenar nada de nuevo.

Con «Ruido» se ve para qué sirve. Mil imágenes de grises al azar no son ninguna prenda, y sin dropout esta red está más
segura de ellas que de la ropa. Es un accidente de su entrenamiento: de {figure:mc-dropout.n} redes con otras semillas les
pasa a {figure:mc-dropout.surer.k}. Con MC dropout la entropía media es {figure:mc-dropout.noisePasses} nats para el ruido y
{figure:mc-dropout.clothesPasses} para la ropa, y los separa mejor en {figure:mc-dropout.apart.k} de {figure:mc-dropout.n}.

La exactitud es otra cosa: en esas redes queda como estaba, salvo a lo sumo medio punto en promedio, y para esta el test de McNemar dice si la
diferencia es compatible con el azar. La log-verosimilitud negativa mejora un poco en {figure:mc-dropout.likelihood.k} de
{figure:mc-dropout.n} redes, pero el error de calibración crece en {figure:mc-dropout.calibration.k}.

Para probar: rote la bota de a poco. ¿En qué ángulo deja de estar segura, y en cuáles está segura de otra cosa?`,
  },
  temperature: {
    title: 'Temperatura: tan segura como acertada',
    sentence:
      'Un solo número, ajustado con imágenes aparte, hace a la red menos o más segura: mejora su verosimilitud.',
    text: `\
La red incluida contesta las mil imágenes de test sin dropout, y con la media de 100 pasadas. Después, cada una de las dos
otra vez con una temperatura: p pasa a ser una potencia de sí misma, p^(1/T), normalizada para que sume 1. Con T mayor que 1
queda menos segura; con T menor que 1, más. El orden de las clases no cambia, y la exactitud tampoco. T se ajusta con mil
imágenes de validación, nunca con las de test.

Una pasada sin dropout está demasiado segura; la media de las pasadas, demasiado poco: en {figure:temperature.n} redes
con otras semillas sus temperaturas son {figure:temperature.temperature} y {figure:temperature.temperaturePasses}. Con
la suya, el error de calibración de las pasadas baja de {figure:temperature.calibrationPasses} % a
{figure:temperature.calibrationAfterPasses} %. El de una sola pasada no tiene por qué bajar, porque T se ajusta a la
verosimilitud: compárelo con el que tendría una red calibrada, en la columna «Si calibrada».

Parte de lo que parece separar dos métodos es solo cuán seguros están. Con sus temperaturas, la log-verosimilitud
negativa va de {figure:temperature.likelihoodPasses} a {figure:temperature.afterPasses} con pasadas, y de
{figure:temperature.likelihood} a {figure:temperature.after} sin ellas: cambios del orden de lo que separa a los dos.
Por eso cada uno se compara con su propia temperatura.

Para probar: solo 10 pasadas. ¿Qué pasa con su temperatura, y con la diferencia?`,
  },
  conformal: {
    title: 'Conjuntos conformes: una promesa',
    sentence:
      'Conjuntos que tienen la clase verdadera nueve de cada diez veces, pero solo en imágenes como las de calibración.',
    text: `\
Cada imagen recibe un conjunto de clases en vez de una. Los calibran mil imágenes con las que la red no se entrenó: el puntaje
de cada una es 1 − p de su clase verdadera, y todos los puntajes menos una fracción ε = 10 % quedan por debajo de un umbral. Un
conjunto incluye todas las clases cuyo puntaje no supera ese umbral.

Se promete que la clase verdadera falte en uno de cada diez conjuntos. En {figure:conformal.n} redes, cada una calibrada
con veinte sorteos de mil imágenes, los conjuntos de las demás la tienen en promedio en el {figure:conformal.covered} %, a
menos de dos puntos de lo prometido, con {figure:conformal.size} clases. Un solo sorteo se aparta más: de los primeros, uno por red,
{figure:conformal.kept.k} de {figure:conformal.n} dan una fracción compatible con la promesa.

La promesa es sobre imágenes como las de la calibración, todas juntas. Con las imágenes giradas un cuarto de vuelta los conjuntos
tienen la verdadera en el {figure:conformal.turned} %, y nada en ellos lo delata. Para cada clase por separado no se prometió nada:
en esas redes los conjuntos de las camisas tienen la suya en el {figure:conformal.shirts} %, y los de los pantalones en el
{figure:conformal.trousers} %. En la tabla de una sola red, con cien imágenes por clase, puede no verse.

Para probar: ε = 0,01. ¿Cuántas clases necesita ahora un conjunto, y qué pasa con cada clase?`,
  },
  bagging: {
    title: 'Bagging: diez redes en lugar de una',
    sentence:
      'Diez redes promediadas aciertan cerca de una imagen más de cada cien: un solo entrenamiento a menudo no lo muestra.',
    text: `\
Se entrenan veintiuna redes con 5.000 imágenes, todas con las mismas capas y dropout 0,2: primero una; luego diez, cada una con su
muestra bootstrap y su inicialización, que son bagging; y diez con todas las imágenes, un ensamble profundo. Se promedian las
diez de cada uno. Una sola de las de bagging tiene una log-verosimilitud negativa de {figure:bagging.likelihoodOne}. Juntas,
{figure:bagging.likelihood}, y el ensamble profundo, {figure:bagging.likelihoodEnsemble}: los errores que no comparten se
cancelan.

En las mil imágenes de test, bagging acierta el {figure:bagging.accuracy} %, el ensamble profundo el {figure:bagging.ensemble} %, y
una pasada de la primera, el {figure:bagging.accuracySingle} % (promedios de {figure:bagging.n} entrenamientos): en promedio bagging
gana. Mire cuántas imágenes acierta solo una de las dos, y la p de McNemar, que pregunta cada cuánto una moneda saldría
al menos así de despareja: en {figure:bagging.unclear.k} de {figure:bagging.n} entrenamientos p pasa de 0,05, aun antes de que Holm la agrande
por ser varios los tests.

Más imágenes de test distinguen a estas redes; a los métodos, solo más entrenamientos. Elija el conjunto completo y baje las imágenes de
entrenamiento a 5.000: con diez mil de test p, ya corregida, queda por debajo de 0,05 en al menos {figure:bagging.clear.k} de {figure:bagging.n}
entrenamientos. Una comparación justa les da a todas las mismas capas y el mismo dropout, como aquí, y a cada método su mejor
temperatura, como en la segunda tabla.

Para probar: entrene las diez sin dropout. ¿Qué cambia para una sola de ellas, y qué para las diez juntas? Y suba los
entrenamientos a cinco: ¿ayuda el bootstrap, o el ensamble profundo es igual de bueno?`,
  },
};
