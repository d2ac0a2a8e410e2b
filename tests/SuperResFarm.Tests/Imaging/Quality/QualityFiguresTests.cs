using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Quality;

namespace SuperResFarm.Tests.Imaging.Quality;

public class QualityFiguresTests
{
    [Theory]
    [InlineData(1, SampleDepth.Eight)]
    [InlineData(2, SampleDepth.Eight)]
    [InlineData(3, SampleDepth.Eight)]
    [InlineData(3, SampleDepth.Sixteen)]
    [InlineData(4, SampleDepth.Sixteen)]
    public void Of_EqualImages_IsPerfect(int channels, SampleDepth depth)
    {
        var image = Rasters.Waves(24, 20, channels, depth);
        var figures = QualityFigures.Of(image, new(image.Size, image.Format, [.. image.Samples]), border: 2, colors: true);
        Assert.Equal((double.PositiveInfinity, double.PositiveInfinity), (figures.PsnrY, figures.PsnrRgb ?? 0));
        Assert.Equal(1, figures.SsimY ?? 0, 1e-12);
        Assert.Equal(1, figures.SsimRgb ?? 0, 1e-12);
    }

    [Fact]
    public void Of_DifferenceOfOneLevel_HasTheTextbookPsnr()
    {
        var (image, other) = (Rasters.Gray(16, 16, (_, _) => 100), Rasters.Gray(16, 16, (_, _) => 101));
        Assert.Equal(20 * Math.Log10(255), QualityFigures.Of(image, other, 0).PsnrY, 1e-9);
    }

    // Red counts 65.481 / 255 levels of luma, and a third of the error over all channels.
    [Fact]
    public void Of_DifferenceInRed_CountsAsLumaAndAsColor()
    {
        var image = Rasters.Of(16, 16, 3, (_, _, _) => 100);
        var figures = QualityFigures.Of(image, Rasters.Of(16, 16, 3, (_, _, c) => c == 0 ? 110 : 100), 0, colors: true);
        Assert.Equal(20 * Math.Log10(255 / (10 * 65.481 / 255)), figures.PsnrY, 1e-9);
        Assert.Equal(10 * Math.Log10(255.0 * 255 / (100.0 / 3)), figures.PsnrRgb ?? 0, 1e-9);
    }

    [Fact]
    public void LumaOf_BlackWhiteAndGray_IsStudioRangeOrTheImageItself()
    {
        Assert.Equal([16.0, 235.0], Plane.LumaOf(Rasters.Of(2, 1, 3, (x, _, _) => 255 * x)).Values.Select(value => Math.Round(value, 9)));
        Assert.Equal([0.0, 255.0], Plane.LumaOf(Rasters.Gray(2, 1, (x, _) => 255 * x)).Values);
    }

    [Fact]
    public void Of_SixteenBits_EqualsEightBitsOfTheSameValues()
    {
        var (eight, other) = (Rasters.Waves(24, 20), Rasters.Of(24, 20, 3, (x, y, c) => (x * y + c) % 256));
        Assert.Equal(QualityFigures.Of(eight, other, 3, colors: true), QualityFigures.Of(Deepened(eight), Deepened(other), 3, colors: true));
    }

    [Fact]
    public void Of_Alpha_HasNoPart()
    {
        var image = Rasters.Waves(16, 16, 4);
        var other = Rasters.Of(16, 16, 4, (x, y, c) => c == 3 ? 17 : image.Samples[(y * 16 + x) * 4 + c]);
        Assert.Equal(double.PositiveInfinity, QualityFigures.Of(image, other, 0, colors: true).PsnrRgb);
    }

    [Fact]
    public void Of_DifferenceWithinTheBorder_IsLeftOut()
    {
        var image = Rasters.Waves(24, 24, 1);
        var other = Rasters.Gray(24, 24, (x, y) => Math.Min(Math.Min(x, y), Math.Min(23 - x, 23 - y)) < 4 ? 0 : image.Samples[y * 24 + x]);
        Assert.Equal(double.PositiveInfinity, QualityFigures.Of(image, other, 4).PsnrY);
        Assert.True(double.IsFinite(QualityFigures.Of(image, other, 3).PsnrY));
    }

    [Fact]
    public void Of_BorderThatLeavesNothing_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => QualityFigures.Of(Rasters.Waves(8, 20), Rasters.Waves(8, 20), 4));

    [Fact]
    public void Of_SmallerThanTheWindow_HasNoSsim()
    {
        var (image, other) = (Rasters.Waves(10, 40), Rasters.Of(10, 40, 3, (_, _, _) => 9));
        Assert.Null(QualityFigures.Of(image, other, 0, colors: true).SsimY);
        Assert.Null(QualityFigures.Of(image, other, 0, colors: true).SsimRgb);
        Assert.NotNull(QualityFigures.Of(Rasters.Waves(11, 11), Rasters.Waves(11, 11), 0, colors: true).SsimRgb);
    }

    // The definition, place by place, with a window in two dimensions.
    [Fact]
    public void Ssim_AnyImages_AgreesWithItsDefinition()
    {
        var (one, other) = (Plane.Of(Rasters.Waves(17, 15), 0), Plane.Of(Rasters.Waves(17, 15), 2));
        double[] gauss = [.. Enumerable.Range(-5, 11).Select(i => Math.Exp(-i * i / 4.5))];
        var total = gauss.Sum() * gauss.Sum();
        var similarities = new List<double>();
        for (var top = 0; top <= 4; top++)
            for (var left = 0; left <= 6; left++)
            {
                double Mean(Func<double, double, double> of)
                {
                    var sum = 0.0;
                    for (var y = 0; y < 11; y++)
                        for (var x = 0; x < 11; x++)
                            sum += gauss[y] * gauss[x] / total * of(one.Values[(top + y) * 17 + left + x], other.Values[(top + y) * 17 + left + x]);
                    return sum;
                }
                var (a, b) = (Mean((u, _) => u), Mean((_, v) => v));
                var (aa, bb, ab) = (Mean((u, _) => (u - a) * (u - a)), Mean((_, v) => (v - b) * (v - b)), Mean((u, v) => (u - a) * (v - b)));
                similarities.Add((2 * a * b + 6.5025) * (2 * ab + 58.5225) / ((a * a + b * b + 6.5025) * (aa + bb + 58.5225)));
            }
        Assert.Equal(similarities.Average(), Ssim.Of(one, other) ?? 0, 1e-10);
    }

    private static Raster Deepened(Raster image) =>
        Rasters.Of(image.Size.Width, image.Size.Height, image.Format.Channels, (x, y, c) => 257 * image.Samples[(y * image.Size.Width + x) * image.Format.Channels + c], SampleDepth.Sixteen);
}
