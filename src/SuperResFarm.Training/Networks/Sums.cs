using TorchSharp;

namespace SuperResFarm.Training.Networks;

/// <summary>Sums that are safe: the library's own operators make a number on the fly, which may be collected while it is read. These are held for ever.</summary>
internal static class Sums
{
    private static readonly Scalar _one = 1, _minus = -1;

    /// <returns>The sum of two tensors.</returns>
    public static torch.Tensor Plus(this torch.Tensor a, torch.Tensor b) => a.add(b, _one);

    /// <returns>The difference of two tensors.</returns>
    public static torch.Tensor Minus(this torch.Tensor a, torch.Tensor b) => a.add(b, _minus);

    /// <returns><c>log(1 + exp(x))</c> for each x, without overflow.</returns>
    public static torch.Tensor Softened(this torch.Tensor x) => x.relu().Plus(x.abs().neg().exp().log1p());
}
