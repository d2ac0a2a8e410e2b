using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Imaging.Quality;
using SuperResFarm.Tests.Imaging.Codecs;

namespace SuperResFarm.Tests.Imaging.Quality;

public sealed class ConsistencyMeterTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(70, 50, 4, 3, SampleDepth.Eight)]
    [InlineData(200, 130, 2, 1, SampleDepth.Eight)]
    [InlineData(64, 64, 3, 2, SampleDepth.Eight)]
    [InlineData(65, 129, 4, 4, SampleDepth.Eight)]
    [InlineData(90, 67, 4, 3, SampleDepth.Sixteen)]
    [InlineData(33, 40, 2, 4, SampleDepth.Sixteen)]
    [InlineData(40, 30, 3, 1, SampleDepth.Sixteen)]
    [InlineData(140, 140, 1, 3, SampleDepth.Eight)]
    [InlineData(1, 1, 4, 3, SampleDepth.Eight)]
    [InlineData(3, 2, 8, 1, SampleDepth.Eight)]
    public void Figures_AnyImage_AreThoseOfThePlainFormula(int width, int height, int scale, int channels, SampleDepth depth)
    {
        var source = Rasters.Waves(width, height, channels, depth);
        var result = Noisy(source, scale);
        foreach (var bandRows in new[] { 1, 7, height * scale })
        {
            var figures = Measure(source, result, scale, bandRows);
            var expected = Plainly(source, result, scale);
            Assert.Equal(expected.Psnr, figures.Psnr, 0.01);
            Assert.Equal(expected.WorstPsnr, figures.WorstPsnr, 0.01);
            Assert.Equal((expected.WorstX, expected.WorstY), (figures.WorstX, figures.WorstY));
        }
    }

    [Fact]
    public void Figures_EqualImages_AreTheMostThatIsTold()
    {
        var image = Rasters.Waves(80, 70);
        Assert.Equal(new Consistency(Consistency.Most, Consistency.Most, 0, 0), Measure(image, image, 1, 8));
    }

    [Theory]
    [InlineData(100, 70, 64, 64)]
    [InlineData(10, 10, 0, 0)]
    [InlineData(199, 149, 128, 64)]   // the last squares take what is left
    [InlineData(130, 5, 128, 0)]
    public void Figures_OneDamagedSpot_IsTheWorstSquare(int x, int y, int squareX, int squareY)
    {
        var source = Rasters.Waves(200, 150);
        var result = Repeated(source, 2);
        var whole = Measure(source, result, 2, 16);
        for (var dy = 0; dy < 12; dy++)
            for (var dx = 0; dx < 12; dx++)
                if (2 * x + dx < 400 && 2 * y + dy < 300)
                    result.Row(2 * y + dy).Slice(3 * (2 * x + dx), 3).Clear();
        var damaged = Measure(source, result, 2, 16);
        Assert.Equal((squareX, squareY), (damaged.WorstX, damaged.WorstY));
        Assert.True(damaged.WorstPsnr < whole.WorstPsnr - 3 && damaged.WorstPsnr < damaged.Psnr, $"{whole} {damaged}");
    }

    [Fact]
    public void Figures_HiddenColours_CountNothing()
    {
        var source = Rasters.Of(70, 70, 4, (x, y, c) => c == 3 ? (x < 35 ? 0 : 255) : 100);
        var result = Repeated(source, 2);
        var before = Measure(source, result, 2, 10);
        for (var y = 0; y < 140; y++)
            for (var x = 0; x < 60; x++)
                result.Row(y).Slice(4 * x, 3).Fill(250);
        Assert.Equal(before, Measure(source, result, 2, 10));
    }

    [Fact]
    public void Figures_RowsMissing_AreNotTold()
    {
        var meter = new ConsistencyMeter(new(10, 10), 1, new(3, SampleDepth.Eight));
        meter.TakeSource(new byte[60]);
        meter.TakeResult(new byte[60]);
        Assert.Throws<InvalidOperationException>(() => meter.Figures());
    }

    [Fact]
    public void Take_TallImage_NeedsNoMoreMemoryThanAShortOne()
    {
        Allocated(300);   // once, for what is made only once
        Assert.InRange(Allocated(20_000), 0, Allocated(300) + 50_000);
    }

    [Fact]
    public void Map_Difference_IsDrawnAtItsPlace()
    {
        var source = Rasters.Gray(40, 30, (_, _) => 100);
        var result = Rasters.Gray(40, 30, (x, y) => (x, y) switch { (5, 7) => 103, (6, 7) => 80, (7, 7) => 250, _ => 100 });
        using (var map = new DivergenceMap(_folder["map.png"], source.Size, default))
        {
            Measure(source, result, 1, 4, map);
            map.Finish();
        }
        var drawn = Picture.Read(_folder["map.png"]);
        Assert.Equal((source.Size, source.Format), (drawn.Size, drawn.Format));
        Assert.Equal((3 * DivergenceMap.Gain, 255, 255, 0), (drawn.At(5, 7, 0), drawn.At(6, 7, 0), drawn.At(7, 7, 0), drawn.At(5, 8, 0)));
        Assert.Equal(3, drawn.Samples.Count(sample => sample > 0));
    }

    [Theory]
    [InlineData(60, 60, false)]
    [InlineData(33.9, 33, true)]
    [InlineData(40, 29.9, true)]
    public void Warning_Figures_TellWhatIsFar(double psnr, double worst, bool warns) => Assert.Equal(warns, new Consistency(psnr, worst, 0, 64).Warning()?.Contains("at 0,64", StringComparison.Ordinal) ?? false);

    private static Consistency Measure(Raster source, Raster result, int scale, int bandRows, DivergenceMap? map = null)
    {
        var meter = new ConsistencyMeter(source.Size, scale, source.Format, map);
        meter.TakeSource(source.Samples);
        var rowBytes = result.Format.RowBytes(result.Size.Width);
        for (var at = 0; at < result.Samples.Length; at += bandRows * rowBytes)
            meter.TakeResult(result.Samples.AsSpan(at, Math.Min(bandRows * rowBytes, result.Samples.Length - at)));
        return meter.Figures();
    }

    private static long Allocated(int height)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var meter = new ConsistencyMeter(new(50, height), 2, new(3, SampleDepth.Eight));
        Span<byte> rows = stackalloc byte[600];
        for (var y = 0; y < height; y++)
        {
            meter.TakeSource(rows[..150]);
            meter.TakeResult(rows);
        }
        Assert.Equal(Consistency.Most, meter.Figures().Psnr);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static Raster Repeated(Raster source, int scale)
    {
        var result = Raster.Black(new(source.Size.Width * scale, source.Size.Height * scale), source.Format);
        var pixel = source.Format.BytesPerPixel;
        for (var y = 0; y < result.Size.Height; y++)
            for (var x = 0; x < result.Size.Width; x++)
                source.Row(y / scale).Slice(x / scale * pixel, pixel).CopyTo(result.Row(y)[(x * pixel)..]);
        return result;
    }

    // What a network might make of it: each pixel repeated, and a little noise.
    private static Raster Noisy(Raster source, int scale)
    {
        var result = Repeated(source, scale);
        var random = new Random(source.Size.Width);
        for (var i = source.Format.BytesPerSample - 1; i < result.Samples.Length; i += source.Format.BytesPerSample)
            result.Samples[i] = (byte)Math.Clamp(result.Samples[i] + random.Next(-6, 7), 0, 255);
        return result;
    }

    // Bicubic with a = -0.5, stretched by the scale, weights normalised, edges repeated in mirror; luma on black; all in doubles and for the whole image at once.
    private static Consistency Plainly(Raster source, Raster result, int scale)
    {
        var (wide, small, size) = (Luma(result), Luma(source), source.Size);
        var errors = new double[size.Height, size.Width];
        for (var y = 0; y < size.Height; y++)
            for (var x = 0; x < size.Width; x++)
            {
                var sum = 0.0;
                foreach (var (row, weightY) in Taps(y, scale, result.Size.Height))
                    foreach (var (column, weightX) in Taps(x, scale, result.Size.Width))
                        sum += weightY * weightX * wide[row, column];
                errors[y, x] = Math.Pow(sum - small[y, x], 2);
            }
        var worst = (Mean: -1.0, X: 0, Y: 0);
        foreach (var (top, bottom) in Squares(size.Height))
            foreach (var (left, right) in Squares(size.Width))
                if (Mean(errors, left, top, right, bottom) is var mean && mean > worst.Mean)
                    worst = (mean, left, top);
        return new(Psnr(Mean(errors, 0, 0, size.Width, size.Height)), Psnr(worst.Mean), worst.X, worst.Y);
    }

    private static double[,] Luma(Raster image)
    {
        var luma = new double[image.Size.Height, image.Size.Width];
        for (var y = 0; y < image.Size.Height; y++)
            for (var x = 0; x < image.Size.Width; x++)
            {
                double At(int channel) => image.Format.Depth == SampleDepth.Eight
                    ? image.Row(y)[x * image.Format.Channels + channel]
                    : BitConverter.ToUInt16(image.Row(y)[(2 * (x * image.Format.Channels + channel))..]) / 257.0;
                luma[y, x] = (image.Format.ColorChannels == 1 ? At(0) : 16 + (65.481 * At(0) + 128.553 * At(1) + 24.966 * At(2)) / 255)
                    * (image.Format.HasAlpha ? At(image.Format.Channels - 1) / 255 : 1);
            }
        return luma;
    }

    private static IEnumerable<(int Place, double Weight)> Taps(int output, int scale, int length)
    {
        var centre = (output + 0.5) * scale - 0.5;
        var taps = Enumerable.Range((int)Math.Floor(centre) - 2 * scale - 1, 4 * scale + 3).Select(place => (place, Weight: Cubic(Math.Abs(centre - place) / scale))).ToList();
        var all = taps.Sum(tap => tap.Weight);
        return taps.Where(tap => tap.Weight != 0).Select(tap => (Inside(tap.place, length), tap.Weight / all));
    }

    private static int Inside(int place, int length)
    {
        while (place < 0 || place >= length)
            place = place < 0 ? -1 - place : 2 * length - 1 - place;
        return place;
    }

    private static double Cubic(double d) => d <= 1 ? 1.5 * d * d * d - 2.5 * d * d + 1 : d <= 2 ? -0.5 * d * d * d + 2.5 * d * d - 4 * d + 2 : 0;

    private static IEnumerable<(int Start, int End)> Squares(int length)
    {
        var count = Math.Max(1, length / 64);
        return Enumerable.Range(0, count).Select(square => (square * 64, square == count - 1 ? length : square * 64 + 64));
    }

    private static double Mean(double[,] errors, int left, int top, int right, int bottom)
    {
        var sum = 0.0;
        for (var y = top; y < bottom; y++)
            for (var x = left; x < right; x++)
                sum += errors[y, x];
        return sum / ((right - left) * (bottom - top));
    }

    private static double Psnr(double mean) => Math.Min(100, 10 * Math.Log10(255 * 255 / mean));
}
