using SuperResFarm.Training.Synthesis;

namespace SuperResFarm.TrainingTests.Synthesis;

public class CanvasTests
{
    [Fact]
    public void Behind_OpaquePaint_HidesWhatComesLater()
    {
        var canvas = new Canvas(1, 1);
        canvas.Behind(0, 0, new(1, 0, 0), 1);
        canvas.Behind(0, 0, new(0, 1, 0), 1);
        Assert.Equal(new Rgb(1, 0, 0), canvas.At(0, 0));
        Assert.Equal(0.75, canvas.Open);
    }

    [Fact]
    public void Behind_HalfPaint_LetsHalfTheNextThrough()
    {
        var canvas = new Canvas(1, 1);
        canvas.Behind(0, 0, new(1, 0, 0), 0.5f);
        canvas.Behind(0, 0, new(0, 1, 0), 1);
        Assert.Equal(new Rgb(0.5f, 0.5f, 0), canvas.At(0, 0));
    }

    [Fact]
    public void Sharpen_AnEdge_OvershootsOnBothSidesAndNowhereElse()
    {
        var canvas = new Canvas(16, 4);
        for (var y = 0; y < canvas.Height; y++)
            for (var x = 0; x < canvas.Width; x++)
                canvas.Over(x, y, Rgb.Gray(x < 16 ? 0.25 : 0.75), 1);
        canvas.Sharpen(1.5, 0.5);
        Assert.InRange(canvas.At(15, 4).R, 0.05f, 0.24f);
        Assert.InRange(canvas.At(16, 4).R, 0.76f, 0.95f);
        Assert.Equal(0.25f, canvas.At(2, 4).R, 1e-5f);
        Assert.Equal(0.75f, canvas.At(29, 4).R, 1e-5f);
    }

    [Fact]
    public void Halved_FourPaintedPixels_AreTheirMean()
    {
        var canvas = new Canvas(1, 1);
        canvas.Over(0, 0, new(1, 1, 1), 1);
        canvas.Over(1, 1, new(1, 0, 2), 1);
        Assert.Equal([128, 64, 191], canvas.Halved().Samples);
    }
}
