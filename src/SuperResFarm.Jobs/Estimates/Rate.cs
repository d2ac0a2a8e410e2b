using SuperResFarm.Jobs.Work;

namespace SuperResFarm.Jobs.Estimates;

/// <summary>What was learnt of a model from results.</summary>
/// <param name="Model">Its name.</param>
/// <param name="ModelSha256">Which it was.</param>
/// <param name="EightOrientations">Whether each tile ran in eight orientations.</param>
/// <param name="Sums">Over the last results.</param>
/// <param name="CostPerSecond">Price of a device second, by the workers that know one; null: none does.</param>
public sealed record Rate(string Model, string ModelSha256, bool EightOrientations, WorkSums Sums, double? CostPerSecond);
