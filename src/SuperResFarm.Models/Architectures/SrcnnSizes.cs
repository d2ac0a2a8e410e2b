using SuperResFarm.Models.Checkpoints;

namespace SuperResFarm.Models.Architectures;

/// <summary>What the shapes of an SRCNN's weights tell.</summary>
/// <param name="Channels">Channels in and out: 3 for RGB, 1 for luma.</param>
/// <param name="Features">Channels after the first convolution.</param>
/// <param name="Mapped">Channels after the second convolution.</param>
/// <param name="Kernels">Lengths of the three square windows, all odd.</param>
internal sealed record SrcnnSizes(int Channels, int Features, int Mapped, int[] Kernels)
{
    /// <summary>How far an output pixel looks, in pixels of the enlarged image.</summary>
    public int Radius => Kernels.Sum(kernel => kernel / 2);

    /// <exception cref="Contracts.Failures.FarmException">A shape fits no SRCNN; the message names its key.</exception>
    public static SrcnnSizes Of(Checkpoint checkpoint, string[] layout)
    {
        int[][] shapes = [.. layout.Select(part => Shape(checkpoint, part + ".weight"))];
        var (features, channels, mapped) = (shapes[0][0], shapes[0][1], shapes[1][0]);
        return channels is 1 or 3 && shapes[2][0] == channels
            ? new(channels, features, mapped, [.. shapes.Select(shape => shape[2])])
            : throw ModelRefusal.Because(
                $"The SRCNN model takes {channels} channels and returns {shapes[2][0]} in '{layout[2]}.weight'; needed are 1 or 3, the same on "
                + "both sides.");
    }

    private static int[] Shape(Checkpoint checkpoint, string key)
    {
        var tensor = checkpoint.Require(key);
        return tensor.Rank == 4 && tensor.Shape[0] > 0 && tensor.Shape[2] == tensor.Shape[3] && tensor.Shape[2] % 2 == 1
            ? tensor.Shape.ToArray()
            : throw ModelRefusal.Because($"The SRCNN model's key '{key}' has the shape {tensor}; needed are channels and a square window of odd length.");
    }
}
