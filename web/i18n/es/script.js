/** Un experimento como programa de otra biblioteca. */
export default {
  title: 'El experimento con {library}',
  close: 'Cerrar',
  closeScript: 'Cerrar el programa',
  library: 'Biblioteca',
  experiment: 'Experimento',
  about:
    'Un programa completo: imágenes, red, optimizador, plan de la tasa, regularizadores y test. Programas hechos así, para cada optimizador, plan y regularizador, se ejecutaron con los pesos y los minibatches del motor: sus primeras pérdidas coinciden hasta una parte en diez mil.',
  copy: 'Copiar',
  copied: 'Copiado.',
  copyFailed: 'El navegador no lo permite: el programa queda seleccionado, cópielo con el teclado.',
  save: 'Guardar como .py',
  saveNotebook: 'Guardar como .ipynb',
  code: 'Programa para {library}',
  notes: {
    randomness:
      'La biblioteca sortea los pesos iniciales, los minibatches y las máscaras, así que sus cifras no son las de esta página. Con --weights parte de un archivo de pesos.',
    'seed-zero-step':
      'Aquí t empieza en 0, una errata de las diapositivas que se conserva a propósito: 1 − β⁰ es 0 y el primer paso no es un número.',
    'wrong-sign':
      'Falta el signo menos, una errata de las diapositivas que se conserva a propósito: los pasos suben por el gradiente.',
    'float32-beta':
      'Aquí 1 − βᵗ se calcula en float32, al que le quedan pocas cifras para un β tan cercano a 1: los pasos difieren de los del experimento, y pueden ser 0.',
    'keras-smoothing':
      'La pérdida de Keras es la de etiquetas suavizadas, también en la validación; cross_entropy es la de las etiquetas mismas.',
    'keras-penalty': 'La pérdida de Keras incluye la penalización; cross_entropy es la pérdida de los datos solos.',
    'keras-ahead-norm':
      'Keras limita la norma de los pesos, y da los pasos proximales, en el punto hacia el que se mira, no en el que están.',
    'keras-ahead-rate': 'Cuando la tasa cambia, Keras mira hacia adelante con la del paso anterior.',
  },
};
