/** Lo que un laboratorio incrustado dice en la página de otro. */
export default {
  start: 'Iniciar',
  starting: 'Cargando…',
  changed: 'Con otros ajustes que los de la lección.',
  fullPage: 'Abrir en la página completa',
  failed: 'No se ha podido cargar el laboratorio. ¿Hay conexión?',
  again: 'Reintentar',
  code: 'Código QR del enlace',
};
