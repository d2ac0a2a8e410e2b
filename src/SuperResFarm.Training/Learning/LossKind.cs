namespace SuperResFarm.Training.Learning;

/// <summary>What a training run makes small.</summary>
internal enum LossKind
{
    /// <summary><c>sqrt(d^2 + 1e-6)</c>: as L1, but smooth where the difference is small (Lai et al., 2017).</summary>
    Charbonnier,

    /// <summary>Mean absolute difference.</summary>
    L1,

    /// <summary>Mean squared difference: what PSNR measures. Good for the last steps of a run; slower before.</summary>
    L2,
}
