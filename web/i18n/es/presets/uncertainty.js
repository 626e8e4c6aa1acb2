/** Las lecciones sobre incertidumbre: qué se ve, por qué, y qué probar. Una línea vacía separa los párrafos de `text`. */
export default {
  'mc-dropout': {
    title: 'MC dropout: preguntar cien veces',
    sentence: 'Sin dropout la red jura que es una bota; cien subredes dicen que sí, pero que podría ser una zapatilla.',
    text: `\
La red ya está entrenada, con dropout 0,2. Con dropout apagado le da a la primera imagen de test un 96 % de ser bota. Con
dropout encendido y 100 pasadas, la media es 84 %: algunas subredes ven una zapatilla o una sandalia. Cada pasada sortea
qué unidades callan, así que contesta otra red; Gal y Ghahramani mostraron que promediarlas aproxima una predicción
bayesiana, sin entrenar nada de nuevo.

Con «Ruido» se ve para qué sirve. Mil imágenes de grises al azar no son ninguna prenda, y sin dropout esta red está más
segura de ellas que de la ropa. Es un accidente de su entrenamiento: de {figure:mc-dropout.n} redes con otras semillas les
pasa a {figure:mc-dropout.surer.k}. Con MC dropout la entropía media es {figure:mc-dropout.noisePasses} nats para el ruido y
{figure:mc-dropout.clothesPasses} para la ropa, y los separa mejor en {figure:mc-dropout.apart.k} de {figure:mc-dropout.n}.

La exactitud es otra cosa: en esas redes queda como estaba, a medio punto, y para esta el test de McNemar dice si la
diferencia es compatible con el azar. La log-verosimilitud negativa mejora un poco en {figure:mc-dropout.likelihood.k} de
{figure:mc-dropout.n} redes, pero el error de calibración crece en {figure:mc-dropout.calibration.k}.

Para probar: rote la bota de a poco. ¿En qué ángulo deja de estar segura, y en cuáles está segura de otra cosa?`,
  },
  bagging: {
    title: 'Bagging: diez redes en lugar de una',
    sentence:
      'Diez redes promediadas aciertan cerca de una imagen más de cada cien: un solo entrenamiento rara vez lo muestra.',
    text: `\
Se entrenan veintiuna redes con 5.000 imágenes: una con dropout 0,2; diez sin él, cada una con su muestra bootstrap y su
inicialización, que son bagging; y diez más con todas las imágenes, un ensamble profundo. Las diez se promedian; la de
dropout contesta con diez pasadas, y también con una sola y con cien. Una sola de las diez de bagging tiene una log-verosimilitud negativa de {figure:bagging.likelihoodOne}: sobreajustó y está demasiado
segura. Juntas, {figure:bagging.likelihood}: los errores que no comparten se cancelan.

En las mil imágenes de test, bagging acierta el {figure:bagging.accuracy} %, y una pasada sin dropout, el
{figure:bagging.accuracySingle} % (promedios de {figure:bagging.n} entrenamientos): el promedio favorece a bagging. Mire cuántas
imágenes acierta solo una de las dos, y la p de McNemar, que pregunta cada cuánto una moneda saldría así de despareja: en
{figure:bagging.unclear.k} de {figure:bagging.n} entrenamientos p pasa de 0,05.

Más imágenes de test ayudan igual que más entrenamientos. Elija el conjunto completo y baje las imágenes de
entrenamiento a 5.000: con diez mil de test p baja de 0,05 en {figure:bagging.clear.k} de {figure:bagging.n} entrenamientos. Y atención:
una de las dos tiene dropout y la otra no; una comparación justa les da lo mismo a las dos, y a cada una su mejor temperatura,
como en la segunda tabla.

Para probar: entrene las demás también con dropout. ¿Qué queda de las diferencias? Y suba los entrenamientos a cinco: ¿ayuda el
bootstrap, o el ensamble profundo es igual de bueno?`,
  },
};
