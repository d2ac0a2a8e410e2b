using SuperResFarm.Training.Networks;
using TorchSharp;

namespace SuperResFarm.Training.Learning;

/// <summary>How far a result looks from what it should be (Johnson et al., 2016): mean absolute differences of features, those before ReLU as in ESRGAN (Wang et al., 2018).</summary>
/// <param name="features">Sees.</param>
internal sealed class PerceptualLoss(ImageFeatures features) : IDisposable
{
    // Real-ESRGAN's, whose five layers of VGG-19 stand at the same places.
    private readonly Scalar[] _shares = [0.1, 0.1, 1, 1, 1];

    /// <param name="result">NCHW, RGB, about 0 to 1, at least 16 pixels on each side.</param>
    /// <param name="wanted">The same shape.</param>
    /// <returns>A scalar; 0 when they are equal.</returns>
    public torch.Tensor Of(torch.Tensor result, torch.Tensor wanted)
    {
        IReadOnlyList<torch.Tensor> goal;
        using (torch.no_grad())
            goal = features.Of(wanted);
        return features.Of(result).Zip(goal, (seen, aim) => seen.Minus(aim).abs().mean()).Zip(_shares, (loss, share) => loss.mul(share)).Aggregate((sum, loss) => sum.Plus(loss));
    }

    public void Dispose()
    {
        features.Dispose();
        foreach (var share in _shares)
            share.Dispose();
    }
}
