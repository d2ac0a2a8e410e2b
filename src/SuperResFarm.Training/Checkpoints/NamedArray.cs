namespace SuperResFarm.Training.Checkpoints;

/// <summary>One array of a checkpoint.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Shape">Axis lengths, outermost first; empty for a single number.</param>
/// <param name="Values">Elements in C order, as many as the product of <paramref name="Shape"/>.</param>
internal sealed record NamedArray(string Key, long[] Shape, float[] Values);
