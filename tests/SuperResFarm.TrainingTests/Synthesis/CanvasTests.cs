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
    public void Halved_FourPaintedPixels_AreTheirMean()
    {
        var canvas = new Canvas(1, 1);
        canvas.Over(0, 0, new(1, 1, 1), 1);
        canvas.Over(1, 1, new(1, 0, 2), 1);
        Assert.Equal([128, 64, 191], canvas.Halved().Samples);
    }
}
