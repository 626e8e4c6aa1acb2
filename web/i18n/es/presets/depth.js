/** Las lecciones sobre la profundidad: qué se ve, por qué y qué probar. Una línea vacía separa los párrafos de `text`. */
export default {
  deep: {
    title: 'Gradientes que se desvanecen',
    sentence: 'A través de veinte capas de sigmoides casi nada del gradiente vuelve a la primera.',
    text: `\
La red tiene 20 capas ocultas. Antes del primer paso, con sigmoides, el gradiente de la primera es {figure:deep.decades}
décadas menor que el de la última oculta. Con tanh y la varianza de Glorot los dos difieren en {figure:deep.tanh} décadas;
con ReLU y la de He, en {figure:deep.relu} (medias de {figure:deep.n} semillas).

El gradiente de una capa es un producto con un factor por cada capa que está encima. La pendiente de la sigmoide es a lo
sumo 0,25 y los pesos no lo compensan. Un paso mueve los pesos de la primera capa menos de lo que float32 distingue: están
quietos.

Para probar: con 5 capas ocultas, y después con 31. ¿Cuántas décadas cuesta cada capa?`,
  },
  he: {
    title: 'He: la varianza que dura',
    sentence: 'Con ReLU, las señales conservan su tamaño de capa en capa solo si los pesos tienen la varianza justa.',
    text: `\
Tres veces las mismas 20 capas de ReLU, con los mismos sorteos: desde la varianza de He, desde un décimo y desde el cuádruple.
Con la de He, las señales de la última capa oculta tienen un desvío de {figure:he.last}; con un décimo son
{figure:he.tenth} décadas menores que en la primera, y con el cuádruple, {figure:he.four} décadas mayores (medias de
{figure:he.n} semillas).

Cada capa multiplica la varianza de las señales por el mismo factor, con un décimo por 0,1, y su desvío por la raíz: media
década por capa. El cociente de los
gradientes no lo muestra, porque una señal chica y un gradiente grande se compensan: hay que mirar los tamaños absolutos.

Para probar: ¿cuánto puede apartarse de 1 la varianza sin que la red deje de aprender?`,
  },
  clipping: {
    title: 'Explotar, y recortar',
    sentence:
      'Con el cuádruple de la varianza de He los gradientes son enormes: el primer paso arruina la red, salvo que sea corto.',
    text: `\
Los dos contendientes parten del cuádruple de la varianza de He. La norma del gradiente en la primera capa está por encima de
1.000 antes de cualquier paso, y la red sin ayuda diverge enseguida: su pérdida ya no es un número.

Recortar acorta a norma 1 todo gradiente más largo, y conserva su dirección. El paso queda acotado; la red sobrevive y
su pérdida baja. Lo que explotaba era el comienzo: recortar trata el síntoma; la varianza de He, la causa.

Para probar: dé al recortado la varianza de He. ¿Se recorta todavía algo?`,
  },
  'deep-batchnorm': {
    title: 'Normalizar lo que pasa',
    sentence: 'La normalización por lotes mide cada unidad y la devuelve a desvío 1: el gradiente atraviesa la red.',
    text: `\
Las mismas 20 capas de sigmoides, una vez con normalización por lotes antes de cada activación. Sin ella, el gradiente de la
primera capa es {figure:deep-batchnorm.plain} décadas menor que el de la última oculta; con ella los dos difieren en
{figure:deep-batchnorm.normed} (medias de {figure:deep-batchnorm.n} semillas).

Lo normalizado no depende del tamaño de los pesos: donde una capa achicaría las señales, dividir por su desvío lo compensa, y
el gradiente también queda dividido por él. El precio es que en el entrenamiento una predicción depende del minibatch.

Para probar: dé a los dos un décimo de la varianza. ¿Cuál de los dos lo nota?`,
  },
  residual: {
    title: 'Un camino que nada multiplica',
    sentence: 'x + f(x): el gradiente vuelve por x, haga f lo que haga con él.',
    text: `\
En la red sin ayuda se multiplican veinte pendientes de una sigmoide. En la segunda cada capa da x + f(x); el gradiente
de la primera capa es {figure:residual.larger} décadas mayor que en la otra (media de {figure:residual.n} semillas).

La tercera tiene ReLU con la varianza de He, y además x: f sola conserva el tamaño de las señales, x se le suma, ninguna de
las dos es negativa, y así cada capa duplica con creces su cuadrado medio. El gradiente explota. Una red residual pide pesos más chicos, o normalización.

Para probar: dé a la tercera una varianza de 0,05. ¿La atraviesa?`,
  },
  landscape: {
    title: 'Lo que un paisaje esconde',
    sentence:
      'Tres caminos hacia una pérdida baja en un plano, y la pérdida que cada uno atravesó junto a la dibujada.',
    text: `\
Tres corridas de una red parten de los mismos pesos: SGD sin ayuda, momentum y Adam. Mientras entrenan se guardan sus pesos, y
después se dibuja la pérdida en el plano de las dos direcciones en que todos ellos más difieren, por el final de Adam.

El plano tiene el {figure:landscape.share} % de la varianza. SGD terminó con una pérdida de {figure:landscape.own};
donde la figura muestra su final la pérdida es {figure:landscape.drawn} (medias de {figure:landscape.n} semillas): no
está ahí, sino al lado del plano, donde la pérdida es menor. Las curvas de abajo muestran las dos pérdidas en todo el
camino.

Esa parte dice poco: de una sola caminata aleatoria dos direcciones tienen el 76 %, y de tres que parten juntas, cerca
del 70 %. Y un plano de direcciones al azar muestra solo esas dos, pase lo que pase en todas las demás.

Para probar: elija direcciones al azar. ¿Cuánto queda de los caminos?`,
  },
  selu: {
    title: 'ELU y SELU',
    sentence: 'SELU devuelve por sí sola las señales a media 0 y desvío 1; las de ELU terminan más lejos.',
    text: `\
SELU es una ELU escalada cuyas dos constantes hacen de media 0 y varianza 1 un punto fijo: una capa que recibe algo cercano da
algo más cercano. Tras veinte capas, el desvío de sus señales es {figure:selu.selu}; el de ELU con la varianza de He,
{figure:selu.elu} (medias de {figure:selu.n} semillas).

Ninguna mata una unidad: a la izquierda su pendiente se achica, pero no llega a 0. El punto fijo vale para pesos con la varianza de
LeCun: con otras hay otro, o ninguno.

Para probar: dé a SELU el cuádruple de la varianza. ¿Se asientan todavía sus señales?`,
  },
  'edge-of-stability': {
    title: 'El borde de la estabilidad',
    sentence:
      'El descenso por gradiente agudiza su propia pérdida hasta que el paso es tan largo como la curvatura permite.',
    text: `\
Una red tanh de 32-32 unidades y descenso por gradiente con todo el conjunto, η = 0,2: en una cuadrática divergiría donde
el mayor valor propio λ₁ del hessiano supera 2/η = 10. El gráfico mide λ₁ mientras entrena.

Con etiquetas suavizadas, en 2.000 imágenes, λ₁ sube hasta esa línea y sigue en torno a ella: en el último tercio de los
pasos es en promedio {figure:edge-of-stability.late} veces 2/η ({figure:edge-of-stability.n} semillas). La pérdida no
puede ir a 0, y lo que la agudiza no termina (Cohen et al., 2021). Con entropía cruzada simple, en 1.000 imágenes, λ₁
llega en su máximo a {figure:edge-of-stability.most} de 2/η y termina en {figure:edge-of-stability.end} (también en
promedio): cuando la pérdida va a 0, las probabilidades se acercan a 0 y 1, donde no queda curvatura. No es una
contradicción: el mismo artículo lo muestra.

Para probar: la mitad de η. ¿Dónde queda la línea, y hasta dónde llega λ₁ en los mismos pasos? ¿Y con el doble de épocas?`,
  },
};
