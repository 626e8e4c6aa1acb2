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
  count: ({ arrays, parameters }) => `the file has ${arrays} arrays, the network ${parameters} parameters`,
  square: () => 'every kernel is square, so a list does not tell whether inputs or outputs come first: name its arrays',
  noTensor: ({ layer, own }) => `${layer} has no tensor for ${own}`,
  role: ({ layer, role, own }) => `${layer} has a ${role}, which ${own} has not`,
  name: ({ name }) => `${name} is no name of a layer and its tensor, such as dense1/kernel, dense/kernel or 0.weight`,
  tensor: ({ name }) => `${name} is no tensor that is known`,
  many: ({ layer, count, roles }) => `${layer} has ${count} tensors, more than ${roles}`,
  layers: ({ theirs, ours }) => `the file has ${theirs || 'no layer'}; the network ${ours}`,
  ambiguous: ({ names, own }) =>
    `${names} have one shape, and nothing tells which is ${own}: number them, or name them as the engine does`,
};

export const CODES = Object.keys(REASONS);

export class WeightsError extends Error {
  /** @param {string} code @param {{ [name: string]: string | number }} [values] */
  constructor(code, values = {}) {
    const texts = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
    super(REASONS[code](texts));
    this.code = code;
    this.values = texts;
  }
}
