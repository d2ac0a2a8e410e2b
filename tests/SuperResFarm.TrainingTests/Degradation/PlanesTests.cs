using SuperResFarm.Training.Degradation;
using SuperResFarm.Training.Synthesis;

namespace SuperResFarm.TrainingTests.Degradation;

public class PlanesTests
{
    [Fact]
    public void ToRaster_OfRaster_IsTheSame()
    {
        var picture = Pictures.Leaves(1, 64);
        Assert.Equal(picture.Samples, Planes.Of(picture).ToRaster().Samples);
    }

    // The plain sum over neighbours is the oracle of the one by rows.
    [Fact]
    public void Convolved_AnyKernel_IsTheSumOverMirroredNeighbours()
    {
        var random = new SynthRandom(1);
        var planes = new Planes(37, 23);
        foreach (ref var value in planes.Values.AsSpan())
            value = (float)random.Between(0, 255);
        float[] kernel = [.. Enumerable.Range(0, 49).Select(_ => (float)random.Gauss())];
        var convolved = planes.Convolved(kernel);
        for (var i = 0; i < planes.Values.Length; i++)
        {
            var (plane, y, x, sum) = (i / (37 * 23), i / 37 % 23, i % 37, 0.0);
            for (var tap = 0; tap < 49; tap++)
                sum += kernel[tap] * planes.Row(plane, Planes.Mirrored(y + tap / 7 - 3, 23))[Planes.Mirrored(x + tap % 7 - 3, 37)];
            Assert.Equal(sum, convolved.Values[i], 0.01);
        }
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    public void Resize_EvenPicture_StaysEven(int kind)
    {
        var planes = new Planes(31, 18);
        planes.Values.AsSpan().Fill(77);
        foreach (var (width, height) in new[] { (7, 5), (31, 18), (50, 44) })
            Assert.All(PlaneResize.To(planes, width, height, (ResizeKind)kind).Values, value => Assert.Equal(77, value, 0.001));
    }

    [Fact]
    public void Resize_AreaOfWholeBlocks_IsTheirMean()
    {
        var planes = new Planes(4, 2);
        planes.Values[0] = planes.Values[5] = 100;
        Assert.Equal([50, 0], PlaneResize.To(planes, 2, 1, ResizeKind.Area).Values[..2]);
    }

    [Fact]
    public void Kernels_Random_AddUpToOneAndKeepTheirPlace()
    {
        var random = new SynthRandom(9);
        for (var i = 0; i < 200; i++)
        {
            var kernel = i % 4 == 0 ? BlurKernel.Ringing(random) : BlurKernel.Random(random, 3);
            Assert.Equal(1, kernel.Sum(), 0.001);
            Assert.Equal(kernel, kernel.Reverse().ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);   // the same from both ends: nothing is shifted
        }
    }
}
