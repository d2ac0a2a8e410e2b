using SuperResFarm.Training.Networks;
using TorchSharp;

namespace SuperResFarm.Training.Learning;

/// <summary>How far a result is from what it should be, pixel by pixel.</summary>
/// <param name="kind">Which of them.</param>
internal sealed class PixelLoss(LossKind kind) : IDisposable
{
    // Squared: where the loss turns from square to linear, at a quarter of an 8-bit level.
    private readonly Scalar _epsilon = 1e-6, _two = 2;

    /// <param name="result">NCHW.</param>
    /// <param name="wanted">The same shape.</param>
    /// <returns>A scalar, 0 when they are equal (Charbonnier: 0.001).</returns>
    public torch.Tensor Of(torch.Tensor result, torch.Tensor wanted)
    {
        var difference = result.Minus(wanted);
        return kind switch
        {
            LossKind.L1 => difference.abs().mean(),
            LossKind.L2 => difference.pow(_two).mean(),
            _ => difference.pow(_two).add_(_epsilon).sqrt().mean(),
        };
    }

    public void Dispose()
    {
        _epsilon.Dispose();
        _two.Dispose();
    }
}
