using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Training.Data;
using SuperResFarm.Training.Degradation;

namespace SuperResFarm.TrainingTests.Data;

public class PatchSamplerTests
{
    private const int Edge = 12, Scale = 4, Count = 24;

    [Fact]
    public void Fill_AnyStep_TurnsSmallAndLargePatchesAlike()
    {
        var low = Pictures.Leaves(0, 40);
        var batch = Filled(new([new(Repeated(low), low)], seed: 1, Count, Edge, Scale), step: 7);
        for (var i = 0; i < batch.High.Length; i++)
        {
            var (plane, y, x) = (i / (Edge * Scale * Edge * Scale), i / (Edge * Scale) % (Edge * Scale), i % (Edge * Scale));
            Assert.Equal(batch.Low[plane * Edge * Edge + y / Scale * Edge + x / Scale], batch.High[i]);
        }
    }

    [Fact]
    public void Fill_ManyPatches_MeetsEveryTurnOfAMark()
    {
        var mark = Raster.Black(new(Edge, Edge), new(3, SampleDepth.Eight));
        mark.Samples[3] = 255;   // beside the upper left corner: all eight turns differ
        var batch = Filled(new([new(Repeated(mark), mark)], seed: 1, 200, Edge, Scale), step: 0);
        var places = Enumerable.Range(0, 200).Select(patch => Array.FindIndex(batch.Low, 3 * patch * Edge * Edge, Edge * Edge, value => value > 0) - 3 * patch * Edge * Edge);
        int[] expected = [1, Edge - 2, Edge, 2 * Edge - 1, (Edge - 2) * Edge, (Edge - 1) * Edge - 1, (Edge - 1) * Edge + 1, Edge * Edge - 2];
        Assert.Equal(expected, places.Distinct().Order());
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    public void Fill_SameStep_GetsTheSameWhateverCameBefore(int kind)
    {
        var pairs = new[] { PicturePair.Bicubic(Pictures.Leaves(0, 160), Scale), PicturePair.Bicubic(Pictures.Leaves(1, 200), Scale) };
        PatchSampler New() => new(pairs, seed: 5, 3, Edge, Scale, Degradations.Of((DegradationKind)kind, Scale));
        var (first, batch) = (Filled(New(), 3), New().NewBatch());
        New().Fill(batch, 2);
        Assert.NotEqual(first.Low, batch.Low);
        New().Fill(batch, 3);
        Assert.Equal(first.Low, batch.Low);
        Assert.Equal(first.High, batch.High);
    }

    private static PatchBatch Filled(PatchSampler sampler, int step)
    {
        var batch = sampler.NewBatch();
        sampler.Fill(batch, step);
        return batch;
    }

    private static Raster Repeated(Raster low)
    {
        var high = Raster.Black(new(low.Size.Width * Scale, low.Size.Height * Scale), low.Format);
        for (var i = 0; i < high.Samples.Length; i++)
        {
            var (y, x) = (i / 3 / high.Size.Width, i / 3 % high.Size.Width);
            high.Samples[i] = low.Samples[3 * (y / Scale * low.Size.Width + x / Scale) + i % 3];
        }
        return high;
    }
}
