namespace SuperResFarm.Training.Learning;

/// <summary>The learning rate of each step: rises over the first steps, then falls along half a cosine (Loshchilov and Hutter, 2017).</summary>
/// <param name="highest">Learning rate after the rise.</param>
/// <param name="lowest">Learning rate of the last step.</param>
/// <param name="warmup">Steps of the rise, 0 or more.</param>
/// <param name="steps">All steps of the run.</param>
internal sealed class CosineSchedule(double highest, double lowest, int warmup, int steps)
{
    /// <param name="step">0 to <c>steps - 1</c>.</param>
    public double Rate(int step) => step < warmup
        ? highest * (step + 1) / warmup
        : lowest + 0.5 * (highest - lowest) * (1 + Math.Cos(Math.PI * (step - warmup) / Math.Max(1, steps - 1 - warmup)));
}
