namespace SuperResFarm.Training.Networks;

/// <summary>What the convolutions of a training step are computed in; weights, their average, the picture itself and the loss are 32-bit always.</summary>
internal enum Precision
{
    /// <summary>32 bits.</summary>
    Single,

    /// <summary>16 bits with the exponent of 32: faster on processors with AVX512-BF16 or AMX, and on GPUs; slower on others.</summary>
    Bfloat16,
}
