using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Imaging.Tiles;

namespace SuperResFarm.Tests.Inference;

/// <summary>With the real weights and a halo of the receptive-field radius no tile can be told from the whole image.</summary>
public class TiledEqualsWholeTests
{
    [DataTheory]
    [InlineData("realesr-animevideov3", 18, 101, 77)]
    [InlineData("realesr-animevideov3", 18, 150, 1)]
    [InlineData("realesr-animevideov3", 18, 1, 131)]
    [InlineData("realesr-animevideov3", 18, 2, 3)]
    [InlineData("realesr-animevideov3", 18, 40, 40)]
    [InlineData("realesr-general-x4v3", 34, 121, 97)]
    [InlineData("realesr-general-x4v3", 34, 1, 160)]
    public async Task Run_HaloOfTheRadius_NoByteDiffers(string model, int radius, int width, int height)
    {
        var network = RealNetworks.Open(model);
        Assert.Equal(radius, network.Card.ReceptiveFieldRadius);
        var size = new PixelSize(width, height);
        var (samples, format) = RealNetworks.Crop("inputs/real-esrgan/OST_009.png", size);
        var engine = network.EngineFor(SampleDepth.Eight);
        var tiled = TestUpscaler.PlanOf(size, 4, TileAxis.Cut(width, 2 * radius + 9, radius), TileAxis.Cut(height, 2 * radius + 14, radius));

        var whole = await TestUpscaler.RunAsync(samples, size, format, TestUpscaler.Whole(size, 4), engine);
        var inTiles = await TestUpscaler.RunAsync(samples, size, format, tiled, engine);

        Assert.Equal(width > 2 * radius + 9 || height > 2 * radius + 14, tiled.Grid.Count > 1);
        Assert.Equal(whole, inTiles);
    }

    [DataTheory]
    [InlineData(0)]
    [InlineData(64 + 36)]
    public async Task Run_ReferencePhoto_IsWithinOneLevelOfTheOriginalClass(int edge)
    {
        var network = RealNetworks.Open("realesr-animevideov3");
        using var photo = ImageSource.Open(TestData.PathOf("inputs/real-esrgan/0014.jpg"), new ImageLimits());
        var (size, format) = (photo.Header.Size, photo.Header.Pixels);
        var samples = new byte[format.RowBytes(size.Width) * size.Height];
        photo.ReadRows(0, size.Height, samples);
        var plan = edge == 0
            ? TestUpscaler.Whole(size, 4)
            : TestUpscaler.PlanOf(size, 4, TileAxis.Cut(size.Width, edge, 18), TileAxis.Cut(size.Height, edge, 18));

        var result = await TestUpscaler.RunAsync(samples, size, format, plan, network.EngineFor(SampleDepth.Eight));

        using var reference = ImageSource.Open(TestData.PathOf("tiling/0014_realesr-animevideov3_t0_p10_pp0.png"), new ImageLimits());
        var expected = new byte[result.Length];
        reference.ReadRows(0, reference.Header.Size.Height, expected);
        Assert.Equal(0, result.Zip(expected).Count(pair => Math.Abs(pair.First - pair.Second) > 1));
    }
}
