using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Training.Networks;
using TorchSharp;

namespace SuperResFarm.Training.Running;

/// <summary>Runs the network in training on whole pictures.</summary>
internal static class Upscaler
{
    /// <param name="network">What is trained.</param>
    /// <param name="low">RGB, 8 bits.</param>
    /// <param name="device">Where the network's weights live.</param>
    /// <returns>The picture, enlarged by the network's scale.</returns>
    public static Raster Enlarge(CompactNetwork network, Raster low, torch.Device device)
    {
        using var scope = torch.NewDisposeScope();
        using var _ = torch.inference_mode();
        var (width, height) = (low.Size.Width, low.Size.Height);
        using Scalar black = 0, one = 1, white = byte.MaxValue;   // held until the library has read them
        var planes = torch.tensor(low.Samples, [height, width, 3]).to(device).permute(2, 0, 1).unsqueeze(0).to(torch.float32).div_(white);
        var levels = network.Forward(planes.contiguous()).clamp(black, one).mul_(white).round().to(torch.uint8);
        var samples = levels.squeeze(0).permute(1, 2, 0).contiguous().cpu().data<byte>().ToArray();
        return new(new(width * network.Shape.Scale, height * network.Shape.Scale), low.Format, samples);
    }
}
