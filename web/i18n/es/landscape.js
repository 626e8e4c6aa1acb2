/** La pérdida alrededor de los caminos de las corridas; se carga cuando se pide. */
export default {
  title: 'El paisaje de la pérdida',
  picture: 'La pérdida en el plano',
  cursor: 'Lee la pérdida en el plano con las flechas; Fin: donde termina el camino',
  readout: 'x {x}, y {y}: pérdida {loss}',
  idle: 'Hay que tocar «Entrenar»: se guardan los pesos de cada corrida en su camino, y el plano se dibuja cuando las corridas terminan.',
  waiting: 'Se guardan los pesos en el camino. El plano se dibuja cuando las corridas terminan.',
  none: 'De estas corridas no quedó nada por lo que pase un plano: empezaron antes de que se pidiera, o dejaron enseguida los números finitos. Hay que tocar «Entrenar».',
  tooLarge:
    'Los pesos de esta red son demasiados para guardarlos en el camino. Con capas más angostas o menos contendientes hay lugar.',
  working: 'Se calculan pérdidas en el plano: {share}.',
  left: 'Faltan {time}.',
  stopped: 'Detenido. Lo que se había calculado queda a la vista.',
  again: 'Calcular las pérdidas',
  cancel: 'Cancelar',
  progress: 'Progreso del paisaje',
  failed: 'No se pudo dibujar el paisaje: {message}',
  refused: {
    few: 'hacen falta al menos tres vistas de los pesos. Hay que entrenar más pasos.',
    flat: 'los pesos guardados están en una recta, o son todos iguales, o un camino se fue tan lejos que a su lado los demás no cuentan: no hay segunda dirección. Con direcciones al azar sí hay un plano.',
  },
  said: { running: 'Se calculan pérdidas en el plano.' },
  ofWays:
    'El plano tiene el {share} de la varianza de todo lo guardado; una caminata aleatoria en tantas dimensiones tendría el {walk} de la suya en dos.',
  ofDirections: 'Dos direcciones al azar (semilla {seed}), cada una tan larga como los pesos.',
  shrinks:
    'Del camino de {name}, desde su comienzo hasta su final, el plano muestra el {share} del largo: los caminos se encogen a un punto.',
  ends: '{name} terminó con una pérdida de {own}; donde la figura muestra su final, la pérdida es {projected}.',
  end: '{name} terminó con una pérdida de {own}; el plano pasa por ese punto, y ahí tiene {projected}.',
  leftOut:
    'Sin dibujar: {names}. Su pérdida es otra función de los pesos que la de {whose}, o divergieron; para ver su plano se puede elegir otro contendiente.',
  lastPoint:
    'El último punto de {names} es lo que la corrida da al final, la media de sus pesos o los de su mejor época, y no adonde la llevó su último paso.',
  hides:
    'Lo que la figura esconde: los caminos no están en el plano. Se dibujan los puntos del plano más cercanos, y la pérdida en ellos no es la del camino. Abajo están las dos: como líneas, lo que cada camino atravesó; con marcas, lo que la figura muestra en su línea.',
  curves: 'La pérdida del camino, y la de donde se lo dibuja',
  onPlane: '{name}, en el plano',
  emptyCurves: 'Aquí se verán las pérdidas de los caminos y las de sus puntos en el plano.',
  table: 'Los caminos, y lo que el plano tiene de ellos',
  columns: {
    id: 'Contendiente',
    own: 'Pérdida al final',
    projected: 'Pérdida donde se dibuja',
    above: 'Más alta, en promedio',
    distance: 'Lo más lejos del plano',
  },
  csv: 'CSV del paisaje',
  inWords: 'En el plano la pérdida va de {least} a {most}.',
  wayInWords:
    '{name} termina con una pérdida de {own}; se dibuja donde la pérdida es {projected}, a lo sumo a un {distance} de su largo del plano.',
  stood: 'El camino de {name} no tiene largo: los pesos quedaron donde empezaron, con una pérdida de {own}.',
  explain: {
    planes:
      'La pérdida es función de todos los pesos, muchos miles; una figura tiene dos direcciones. «De los caminos»: las dos componentes principales de todos los pesos guardados en los caminos, menos su media; el plano pasa por el final de un contendiente. «Al azar»: dos sorteos normales en los que los pesos que entran en una unidad son tan largos como los de esa unidad, y los sesgos 0 (Li et al., 2018), de modo que 1 es tan lejos como los pesos son grandes.\n\nQue el plano tenga mucha varianza no muestra que el camino sea plano: de una sola caminata aleatoria en muchas dimensiones dos componentes tienen el 76 %, y dibujada en ellas es una curva suave (Antognini y Sohl-Dickstein, 2018).',
    picture:
      'En papel claro lo más oscuro es lo más bajo; en oscuro, lo más claro es lo más alto: lo dice la escala de abajo. Cada pérdida es la entropía cruzada media de las primeras imágenes de entrenamiento, con etiquetas sin suavizar, sin dropout ni penalización; la normalización por lotes usa en cada punto la media y la varianza de esas imágenes, porque las estadísticas móviles son de otros pesos. Un anillo es un comienzo; una marca, un final.\n\nLas dos direcciones tienen la misma unidad. El cursor lee pérdidas entre los puntos calculados.',
    curves:
      'Líneas: la pérdida con los pesos que tuvo la corrida. Con marcas: la pérdida en los puntos más cercanos del plano, que es lo que la figura muestra bajo su línea. Donde se separan, el valle que se ve no es el que se atravesó.',
    own: 'Con los últimos pesos de la corrida, de las mismas imágenes que la figura.',
    projected: 'En el punto del plano más cercano a los últimos pesos.',
    above: 'La media sobre todos los pesos guardados: la pérdida en el plano menos la del camino.',
    distance: 'La mayor distancia del camino al plano, como parte de la distancia entre su comienzo y su final.',
  },
};
