using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Imaging.Quality;

namespace SuperResFarm.Tests.Imaging.Quality;

/// <summary>The field's bicubic baseline, image by image.</summary>
public class PublishedFiguresTests
{
    private const int Scale = 4;

    [DataTheory]
    [InlineData("Set5", "bicubic")]
    [InlineData("Set5", "bicubic_own_lr")]
    [InlineData("Set14", "bicubic")]
    [InlineData("Set14", "bicubic_own_lr")]
    public void Enlarge_Benchmark_GivesTheReferenceFigures(string set, string method)
    {
        var expected = ExpectedFigures.Of(set, method);
        var images = expected.Where(line => line.Image != ExpectedFigures.Mean).ToList();
        var actual = images.Select(line => FiguresOf(set, line.Image, ownLow: method == "bicubic_own_lr")).ToList();
        Assert.All(images.Zip(actual), pair =>
        {
            Assert.Equal(pair.First.Psnr, pair.Second.PsnrY, 1e-3);
            Assert.Equal(pair.First.Ssim, pair.Second.SsimY ?? 0, 1e-4);
        });
        var mean = expected.Single(line => line.Image == ExpectedFigures.Mean);
        Assert.Equal(mean.Psnr, actual.Average(figures => figures.PsnrY), 1e-3);
        Assert.Equal(mean.Ssim, actual.Average(figures => figures.SsimY) ?? 0, 1e-4);
    }

    [DataTheory]
    [InlineData("Set5", 28.42, 0.8104)]
    [InlineData("Set14", 26.00, 0.7027)]
    public void Enlarge_Benchmark_GivesThePublishedMeans(string set, double psnr, double ssim)
    {
        var actual = ImagesOf(set).Select(image => FiguresOf(set, image, ownLow: false)).ToList();
        Assert.Equal(psnr, actual.Average(figures => figures.PsnrY), 0.02);
        Assert.Equal(ssim, actual.Average(figures => figures.SsimY) ?? 0, 0.001);
    }

    // Papers often shrink and enlarge the 8-bit luma alone.
    [DataTheory]
    [InlineData("Set5", 28.418, 0.8103)]
    [InlineData("Set14", 25.999, 0.7018)]
    public void Enlarge_LumaItself_GivesThePublishedMeansToTheLastDigit(string set, double psnr, double ssim)
    {
        var actual = ImagesOf(set).Select(image =>
        {
            var high = Rounded(Read(set, image));
            return QualityFigures.Of(Imresize.Enlarge(Imresize.Shrink(high, Scale), Scale), high, Scale);
        }).ToList();
        Assert.Equal(psnr, actual.Average(figures => figures.PsnrY), 1e-3);
        Assert.Equal(ssim, actual.Average(figures => figures.SsimY) ?? 0, 1e-4);
    }

    private static IEnumerable<string> ImagesOf(string set) =>
        ExpectedFigures.Of(set, "bicubic").Select(line => line.Image).Where(image => image != ExpectedFigures.Mean);

    private static QualityFigures FiguresOf(string set, string image, bool ownLow)
    {
        var high = Read(set, image);
        var low = ownLow ? Imresize.Shrink(high, Scale) : Read(set, LowOf(image));
        return QualityFigures.Of(Imresize.Enlarge(low, Scale), high, Scale);
    }

    private static string LowOf(string image) => image.Replace("_HR", "_LR", StringComparison.Ordinal);

    private static Raster Read(string set, string image) => RasterReader.Read(TestData.PathOf($"benchmark/{set}/{image}"), new ImageLimits()).Image;

    private static Raster Rounded(Raster image) => new(image.Size, new PixelFormat(1, SampleDepth.Eight), [.. Plane.LumaOf(image).Values.Select(value => (byte)Math.Round(value))]);
}
