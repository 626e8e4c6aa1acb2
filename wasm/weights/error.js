/** Why a file's weights are not taken: as a code with values, which the page words in its own language, and in English. */

/** @type {{ [code: string]: (values: { [name: string]: string }) => string }} */
const REASONS = {
  hdf5: () => "this is HDF5, such as Keras' .weights.h5: save numpy.savez(file, *model.get_weights()) instead",
  checkpoint: () => 'this is a checkpoint: it is resumed, with its spec (--resume)',
  npy: () => 'this is a single array: save all of them with numpy.savez',
  pickle: () => 'this is a pickle, which is not opened: it may hold a program; save safetensors or npz',
  torch: () =>
    "this is PyTorch's own, a pickle, which is not opened: use safetensors.torch.save_file(model.state_dict(), file)",
  keras: () => "this is Keras' own: save numpy.savez(file, *model.get_weights()) instead",
  size: ({ bytes, limit }) => `the file has ${bytes} bytes, more than the ${limit} that this network can need`,
  finite: ({ name, index, value }) => `${name} is not finite: number ${index} is ${value}`,
  variance: ({ name, index, value }) => `${name} is a variance, 0 at least, but number ${index} is ${value}`,
  safetensors: ({ why }) => `these are no sound safetensors: ${why}`,
  npz: ({ why }) => `this is no sound .npz: ${why}`,
  array: ({ name, why }) => `${name} is no sound NumPy array: ${why}`,
  dtype: ({ name, dtype }) => `${name} has numbers of type ${dtype}; weights are float16, bfloat16, float32 or float64`,
  shape: ({ name, given, own, shape }) => `${name} has shape ${given}, but ${own} is ${shape}`,
  turnedShape: ({ name, given, own, shape }) => `${name} has shape ${given}, but ${own} is ${shape}, inputs first`,
  lacks: ({ names }) => `the file lacks ${names}`,
  unknown: ({ names }) => `the network has no ${names}`,
  count: ({ arrays, parameters }) => `arrays in the file: ${arrays}; parameters of the network: ${parameters}`,
  square: () => 'every kernel is square, so a list does not tell whether inputs or outputs come first: name its arrays',
  noTensor: ({ layer, own }) => `${layer} has no tensor for ${own}`,
  role: ({ layer, role, own }) => `${layer} has a ${role}, which ${own} has not`,
  name: ({ name }) => `${name} is no name of a layer and its tensor, such as dense1/kernel, dense/kernel or 0.weight`,
  tensor: ({ name }) => `${name} is no tensor that is known`,
  many: ({ layer, count, roles }) => `${layer} has ${count} tensors, more than ${roles}`,
  layers: ({ theirs, ours }) => `the file has ${theirs}; the network ${ours}`,
  noLayer: ({ ours }) => `the file has no layer; the network ${ours}`,
  ambiguous: ({ names, own }) =>
    `${names} have one shape, and nothing tells which is ${own}: number them, or name them as the engine does`,
};

/** What is unsound in a file or an array, as `why` of safetensors, npz and array. @type {typeof REASONS} */
const WHY = {
  short: ({ least, bytes }) => `a file has at least ${least} bytes, this one ${bytes}`,
  header: ({ length, left }) =>
    `the header is said to have ${length} bytes, but ${left} are left: the file is cut, or none`,
  longHeader: ({ length, most }) => `the header has ${length} bytes, more than the ${most} allowed`,
  json: ({ reason }) => `the header is no JSON: ${reason}`,
  object: () => 'the header is no JSON object',
  twice: ({ name }) => `it has ${name} twice`,
  noDtype: ({ name }) => `${name} has no dtype`,
  noShape: ({ name, shape }) => `${name} has no sound shape: ${shape}`,
  noOffsets: ({ name, offsets }) => `${name} has no sound data_offsets: ${offsets}`,
  outside: ({ name, begin, end, length }) => `${name} lies at bytes ${begin}..${end}, of ${length} in the file`,
  gap: ({ name, begin, due }) =>
    `${name} begins at byte ${begin}, where ${due} is due: tensors overlap, or leave a gap`,
  rest: ({ bytes, length }) => `the tensors have ${bytes} bytes, the file ${length}`,
  bytes: ({ name, bytes, count, dtype, shape }) =>
    `${name} has ${bytes} bytes, but ${count} numbers of ${dtype} in shape ${shape}`,
  unpacked: ({ bytes, limit }) => `it unpacks to ${bytes} bytes or more, where ${limit} are the most`,
  zip: ({ reason }) => reason,
  told: ({ name, bytes, told }) => `${name} has ${bytes} bytes, where ${told} are told`,
  checksum: ({ name }) => `${name} is damaged: its checksum is another`,
  magic: () => 'its first bytes are not \\x93NUMPY',
  version: ({ version }) => `format version ${version}, where 1 to 3 are known`,
  cut: () => 'it is cut in its header',
  arrayHeader: ({ length, left }) => `its header is said to have ${length} bytes, but ${left} are left`,
  dictionary: ({ header }) => `its header is ${header}`,
  shape: ({ shape, bytes }) => `its shape is ${shape}, of ${bytes} bytes`,
  numbers: ({ bytes, count, dtype, shape }) =>
    `it has ${bytes} bytes, but ${count} numbers of ${dtype} in shape ${shape}`,
  fortran: ({ dimensions }) => `it has ${dimensions} dimensions in Fortran's order`,
};

export const CODES = Object.keys(REASONS);
export const WHY_CODES = Object.keys(WHY);

export class WeightsError extends Error {
  /**
   * @param {string} code
   * @param {{ [name: string]: string | number | bigint | undefined }} [values]
   * @param {string} [why] the code of what is unsound, which has its values among the others
   */
  constructor(code, values = {}, why) {
    const texts = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
    super(REASONS[code]({ ...texts, why: why === undefined ? '' : WHY[why](texts) }));
    this.code = code;
    this.values = texts;
    this.why = why;
  }
}
