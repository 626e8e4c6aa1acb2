/** Los pesos de un participante como archivo de otra biblioteca. */
export default {
  title: 'Pesos entrenados',
  close: 'Cerrar',
  about:
    'Los pesos de la corrida con la primera semilla, tal como quedaron al final. Los nombres y la disposición de Keras y PyTorch son los de los scripts exportados: PyTorch guarda un kernel como [salidas, entradas].',
  who: 'Participante',
  layout: 'Nombres y disposición',
  format: 'Formato',
  save: 'Guardar pesos',
  saved: '{file}, con los nombres de {library}.',
  failed: 'No se pudieron guardar los pesos: {reason}',
};
