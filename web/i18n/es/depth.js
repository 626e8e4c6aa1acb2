/** El laboratorio de profundidad. */
export default {
  title: 'Qué hacen muchas capas',
  intro:
    'Cada capa multiplica: las señales al subir, los gradientes al volver. Veinte factores de un medio dejan una millonésima; veinte de dos, un millón. Los dibujos lo muestran antes del primer paso.',
  none: 'Hay que elegir al menos un contendiente.',
  empty: 'Aquí se verá una curva por contendiente.',
  emptySharpness: 'Aquí se dibujará λ₁ de cada contendiente mientras entrena. Hay que tocar «Entrenar».',
  progress: 'Avance del entrenamiento',
  looking: 'Se está mirando la red…',
  atStart: 'Antes del primer paso',
  idle: {
    one: 'Una red de {count} capa, antes de su primer paso. Va a entrenar {steps}.',
    other: 'Una red de {count} capas, antes de su primer paso. Va a entrenar {steps}.',
  },
  verdict: {
    unlike: 'Las pérdidas con etiquetas suavizadas y sin suavizar no son una misma medida: ninguna es la menor.',
    none: 'Ningún contendiente llegó a su fin con una pérdida finita.',
    alone: 'La pérdida de {name} es {loss}.',
    aloneOfSeeds: 'La pérdida media de {name} sobre {seeds} semillas es {loss}.',
    one: 'La menor pérdida es la de {name}: {loss}. Con varias semillas se ve si la diferencia es más que ruido.',
    sure: 'La menor pérdida es la de {name}: {loss}, la media de {seeds} semillas; el intervalo del 95 % de su diferencia con cada uno de los otros deja afuera el 0.',
    unsure:
      'Ninguno es el menor: {name} tiene la menor pérdida media sobre {seeds} semillas, {loss}, pero la ventaja no supera lo que daría el azar, o no la tienen todas las semillas.',
  },
  said: { running: 'Entrenan {contestants}.' },
  entrant: 'Contendiente',
  change: 'Cambiar',
  groups: { entrants: 'Contendientes', network: 'La red', curvature: 'Curvatura' },
  names: {
    plain: 'Sin ayuda',
    tanh: 'tanh, Glorot',
    relu: 'ReLU, He',
    elu: 'ELU, He',
    selu: 'SELU, LeCun',
    batchnorm: 'Normalización por lotes',
    residual: 'Residual',
    clipping: 'Gradiente recortado',
    smoothing: 'Etiquetas suavizadas',
    'by-momentum': 'Momentum',
    'by-adam': 'Adam',
  },
  short: {
    initializerScale: 'varianza × {value}',
    clipNorm: 'recorte en {value}',
    trainSize: 'n = {value}',
    labelSmoothing: 'suavizado {value}',
  },
  settings: {
    depth: 'Capas ocultas',
    width: 'Unidades de cada una',
    initializerScale: 'Varianza de los pesos, × la del inicializador',
    layer: 'Capa que se mira',
    measure: 'Qué se sigue a lo largo de los pasos',
    sharpness: 'Medir λ₁, la agudeza',
    every: 'Cada cuántos pasos',
  },
  measures: {
    gradient: 'Norma del gradiente',
    deviation: 'Dispersión de las señales',
    dead: 'Proporción de unidades muertas',
  },
  picture: 'Las redes, capa por capa',
  pictureOf: '{name}, capa por capa: {said}',
  layerSaid: '{layer}: dispersión de las señales {deviation}; norma del gradiente {gradient}; unidades muertas {dead}',
  layerNumber: 'Capa {number}',
  outputLayer: 'Salida',
  key: {
    above:
      'Sobre la línea, cuánto se dispersan las señales; debajo, la norma del gradiente. Alturas: un logaritmo, de 10⁻⁹ a 10³.',
    colours: 'desde 10⁻⁶ y menos, por 1, hasta 10⁶ y más',
    dead: 'unidades muertas',
  },
  ends: { first: 'Primera capa: ve la imagen', last: 'Salida: las clases' },
  verdicts: {
    explodes: 'explota: {value} en la capa {layer}',
    lost: 'ya explotó: desde la capa {layer} no quedan números',
    dead: 'la capa {layer} está muerta: {share} de sus unidades',
    still:
      'está quieta: un paso mueve los pesos de la capa {layer} en {value} de su tamaño, menos de lo que float32 distingue',
    vanishes: 'se desvanece: el gradiente de la capa {layer} es {value}',
    silent: 'enmudece: las señales de la capa {layer} se dispersan {value}',
    healthy: 'señales y gradientes atraviesan la red',
  },
  overSteps: 'A lo largo de los pasos',
  table: 'En la capa elegida',
  columns: {
    deviation: 'Dispersión de las señales',
    gradient: 'Norma del gradiente',
    dead: 'Unidades muertas',
    moved: 'Lo que mueve un paso',
    ratio: 'Gradiente primera : última',
    loss: 'Pérdida',
    accuracy: 'Exact. valid.',
  },
  charts: {
    deviation: 'Dispersión de las señales, por capa',
    gradient: 'Norma del gradiente, por capa',
    dead: 'Unidades muertas, por capa',
    loss: 'Pérdida',
    history: 'La capa elegida, a lo largo de los pasos',
    sharpness: 'Agudeza λ₁ frente a 2/η',
  },
  axis: {
    layer: 'Capa',
    steps: 'Pasos',
    deviation: 'Desvío de las salidas',
    gradient: '‖∂J/∂W‖₂',
    dead: 'Proporción de las unidades',
  },
  leastNormal: 'termina float32: 1,2 × 10⁻³⁸',
  limit: '2/η = {value}',
  kinds: {
    plain: 'La red tal como está en «La red»: con ella se comparan las demás.',
    tanh: 'Las mismas capas con tanh, desde la varianza de Glorot, 2/(I + O): tanto para las señales que suben como para los gradientes que vuelven (Glorot y Bengio, 2010).',
    relu: 'Las mismas capas con ReLU, desde la varianza de He, 2/I: el doble, porque un rectificador deja pasar la mitad (He et al., 2015).',
    elu: 'ELU tiene también salidas negativas: las medias quedan más cerca de 0 (Clevert et al., 2016).',
    selu: 'SELU con la varianza de LeCun, 1/I, devuelve por sí sola las señales a media 0 y desvío 1, capa tras capa (Klambauer et al., 2017).',
    batchnorm:
      'La red sin ayuda, cuyas unidades se llevan a media 0 y desvío 1 con los del minibatch, antes de la activación (Ioffe y Szegedy, 2015).',
    residual:
      'La red sin ayuda, cuyas capas dan x + f(x). Se aprende lo que se suma a x; x pasa de largo, y el gradiente también (He et al., 2016).',
    clipping:
      'La red sin ayuda; un gradiente de norma mayor que c se acorta a c antes del paso (Pascanu et al., 2013). Conserva su dirección.',
    smoothing:
      'La red sin ayuda, con etiquetas de 0,9 y un poco de todas: la pérdida no puede bajar de la entropía de esas etiquetas, de modo que no va a 0.',
    'by-momentum':
      'La red sin ayuda, entrenada con momentum: los pasos se suman, y siguen en la dirección que tienen en común.',
    'by-adam':
      'La red sin ayuda, entrenada con Adam, que divide el paso de cada peso por el tamaño de sus gradientes: uno chico todo el tiempo da pasos tan grandes como cualquiera. Pide un η menor.',
  },
  explain: {
    picture:
      'Cada barra es una capa. Sobre la línea, el desvío estándar de sus salidas en 512 imágenes y todas sus unidades; debajo, la norma del gradiente de sus pesos. Una red sana tiene barras de igual altura y del color del 1.\n\nSe dice que un gradiente se desvanece por debajo de un milésimo y que explota por encima de mil. Una capa está quieta cuando un paso es menor que 2⁻²⁴, o 6 × 10⁻⁸, de sus pesos: sumado a un float32 de tamaño 1, eso no cambia nada. Por debajo de 2⁻¹²⁶, o 1,2 × 10⁻³⁸, float32 empieza a perder dígitos, y por debajo de 10⁻⁴⁵ solo tiene el 0.\n\nCon normalización por lotes se miran tantas imágenes como tiene un minibatch. Un clic elige una capa.',
    deviation:
      'El desvío estándar de las salidas de la capa, en 512 imágenes y sus unidades, en un logaritmo. Una recta que cae es un factor menor que 1, el mismo en cada capa.',
    gradient:
      'La norma del gradiente de la pérdida respecto de los pesos de la capa, en un logaritmo. Los gradientes vienen de la derecha: se lee de la salida a la primera capa.',
    dead: 'La proporción de unidades cuya activación es plana para todas estas imágenes: no pasa ningún gradiente, sea cual sea la imagen.',
    loss: 'Lo que se minimiza, en las imágenes con las que se miran las capas: sin el ruido de los minibatches.',
    history: 'La medida elegida arriba, de la capa elegida, antes del primer paso y después.',
    sharpness:
      'λ₁ es el mayor valor propio del hessiano de la pérdida en todo el conjunto de entrenamiento: cuánto se curva donde más se curva. Se halla con productos exactos por el hessiano (Pearlmutter, 1994) y el método de Lanczos, con un error de 0,2 %.\n\nEn una cuadrática, el descenso por gradiente diverge donde λ₁ > 2/η. Muchas redes llegan solas a esa línea, y se quedan mientras su pérdida no pueda ir a 0: el borde de la estabilidad (Cohen et al., 2021). La teoría es para todo el conjunto como un solo minibatch; una red con normalización por lotes, cuya pérdida es de un minibatch, tiene curva solo así.',
    depth: 'Capas ocultas, todas igual de anchas; la salida es una más.',
    width: 'Unidades de cada capa oculta.',
    initializerScale:
      'La varianza de los pesos iniciales, en múltiplos de la del inicializador: 0,1 es un décimo de la de He, 4 es el cuádruple. Las capas multiplican: diez capas con un décimo son un factor de 10⁻⁵ en el desvío de las señales.',
    layer: 'La capa de la que hablan la tabla y la curva a lo largo de los pasos; está marcada en los dibujos.',
    measure: 'Cuál de las tres medidas de una capa se dibuja a lo largo de los pasos.',
    every:
      'Cada medición cuesta unos ocho gradientes de todo el conjunto, que llevan tiempo; entre dos mediciones el entrenamiento sigue.',
    clipNorm: 'Los gradientes más largos que esto, con todas las capas juntas, se acortan hasta aquí. 0: ninguno.',
    optimizer:
      'El mismo para todos. SGD toma los gradientes como son; Adam divide por su tamaño y esconde lo que la profundidad les hace.',
    moved:
      'η‖g‖ / ‖W‖: en qué proporción de su tamaño mueve un paso los pesos de la capa. Se conoce para SGD sin recorte.',
    ratio: 'La norma del gradiente en la primera capa, dividida por la de la última oculta.',
    accuracy: 'Proporción de aciertos en las imágenes de validación, tras la última época.',
  },
  about: `\
El gradiente de una red profunda es un producto: de un factor por capa. La pendiente de la sigmoide es a lo sumo 1/4, así
que veinte capas dejan menos de una billonésima. Los remedios cambian el factor: una activación de pendiente 1, un
inicializador que conserva las varianzas, una normalización que las mide, un camino que nada multiplica.

Lo que se dibuja se mide en la red que se entrena, antes de su primer paso y mientras entrena. Las mismas cifras están en la
tabla, y todas en los archivos.

Una tasa demasiado grande hace divergir a una red: cuán grande depende de cuánto se curva la pérdida. La curvatura se puede
medir mientras entrena.`,
};
