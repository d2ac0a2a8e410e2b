using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Quality;

namespace SuperResFarm.Tests.Imaging.Quality;

public class ImresizeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Resize_FlatImage_StaysFlat(int factor)
    {
        var flat = Rasters.Of(12, 24, 3, (_, _, c) => 40 * c + 7);
        foreach (var (resized, size) in ((Raster, PixelSize)[])[(Imresize.Shrink(flat, factor), new(12 / factor, 24 / factor)), (Imresize.Enlarge(flat, factor), new(12 * factor, 24 * factor))])
        {
            Assert.Equal((size, flat.Format), (resized.Size, resized.Format));
            Assert.All(resized.Samples.Index(), sample => Assert.Equal(sample.Index % 3 * 40 + 7, sample.Item));
        }
    }

    [Fact]
    public void Resize_FactorOne_ChangesNothing()
    {
        var image = Rasters.Waves(9, 7);
        Assert.Equal(image.Samples, Imresize.Shrink(image, 1).Samples);
        Assert.Equal(image.Samples, Imresize.Enlarge(image, 1).Samples);
    }

    // Samples lie a quarter and three quarters from their neighbours: a = -0.5 gives the weights -9, 111, 29 and -3, of 128.
    [Fact]
    public void Enlarge_Step_HasTheWeightsOfTheKernel()
    {
        var step = Imresize.Enlarge(Rasters.Gray(8, 1, (x, _) => x < 4 ? 0 : 128), 2);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 26, 102, 137, 131, 128, 128, 128, 128, 128], step.Samples[..16].Select(sample => (int)sample));
    }

    // What rings below black or above white is cut off.
    [Fact]
    public void Enlarge_Ringing_IsClamped()
    {
        var edge = Imresize.Enlarge(Rasters.Gray(8, 1, (x, _) => x < 4 ? 0 : 255), 2);
        Assert.Equal([0, 255], (byte[])[edge.Samples[6], edge.Samples[9]]);
    }

    [Fact]
    public void Enlarge_Border_RepeatsTheEdgeAndMirrors()
    {
        // Beside 0 and 100 lie, mirrored, 0 and 100 again.
        var mirrored = Rasters.Gray(6, 1, (x, _) => x is 0 or 3 or 4 ? 100 : 0);
        var alone = Imresize.Enlarge(Rasters.Gray(2, 1, (x, _) => 100 * x), 2);
        Assert.Equal(Imresize.Enlarge(mirrored, 2).Samples[4..8], alone.Samples[..4]);
    }

    // Antialiased: a pattern finer than the result becomes its mean instead of one of its values.
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Shrink_FinePattern_BecomesItsMean(int factor)
    {
        var small = Imresize.Shrink(Rasters.Gray(32, 32, (x, y) => (x + y) % 2 * 200), factor);
        Assert.All(small.Samples, sample => Assert.InRange(sample, 93, 107));   // at the corners the mirrored image breaks the pattern
    }

    [Fact]
    public void Shrink_SidesThatDoNotDivide_AreRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => Imresize.Shrink(Rasters.Waves(9, 8), 2));

    [Fact]
    public void Resize_SixteenBits_AreRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => Imresize.Enlarge(Rasters.Waves(8, 8, depth: SampleDepth.Sixteen), 2));
}
