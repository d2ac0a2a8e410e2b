using SuperResFarm.Training.Synthesis;

namespace SuperResFarm.TrainingTests.Synthesis;

public class PictureMakerTests
{
    [Fact]
    public void Make_SameSeedAndNumber_IsTheSamePicture() =>
        Assert.Equal(new PictureMaker(5, 80, 64).Make(4).Samples, new PictureMaker(5, 80, 64).Make(4).Samples);

    [Fact]
    public void Make_OtherNumberOrSeed_IsAnotherPicture()
    {
        var picture = new PictureMaker(5, 80, 64).Make(4).Samples;
        Assert.NotEqual(picture, new PictureMaker(5, 80, 64).Make(5).Samples);
        Assert.NotEqual(picture, new PictureMaker(6, 80, 64).Make(4).Samples);
    }

    [Fact]
    public void Make_KindAskedFor_IsWhatMixedPicturesOfThatKindAre()
    {
        var mixed = Enumerable.Range(0, 12).Select(number => new PictureMaker(5, 48, 48).Make(number).Samples).ToList();
        var leaves = Enumerable.Range(0, 12).Select(number => new PictureMaker(5, 48, 48, PictureKind.Leaves).Make(number).Samples).ToList();
        var pages = Enumerable.Range(0, 12).Select(number => new PictureMaker(5, 48, 48, PictureKind.Page).Make(number).Samples).ToList();
        var same = mixed.Zip(leaves).Count(pair => pair.First.SequenceEqual(pair.Second));
        Assert.InRange(same, 4, 11);
        Assert.DoesNotContain(leaves.Zip(pages), pair => pair.First.SequenceEqual(pair.Second));
    }

    // Photographs have strong and rare edges: the differences of neighbours have far heavier tails than a normal distribution, whose kurtosis is 3.
    [Fact]
    public void Make_ManyPictures_HaveTheEdgesOfPhotographs()
    {
        var kurtoses = Enumerable.Range(0, 12).Select(number => KurtosisOfDifferences(Pictures.Leaves(number, 128).Samples)).Order().ToList();
        Assert.InRange(kurtoses[kurtoses.Count / 2], 6, 200);
    }

    // Differences of neighbours hold this share of those over four pixels: in photographs (BSDS500, Yang's 91) half of them lie between 0.17 and 0.34.
    [Fact]
    public void Make_ManyPictures_AreAsSharpAsPhotographs()
    {
        var shares = Enumerable.Range(0, 12).Select(number => Pictures.Leaves(number, 128).Samples).Select(samples => Roughness(samples, 1) / Roughness(samples, 4)).Order().ToList();
        Assert.InRange(shares[shares.Count / 2], 0.17, 0.34);
    }

    private static double Roughness(byte[] samples, int pixels) => samples.Skip(3 * pixels).Zip(samples, (next, before) => (double)(next - before) * (next - before)).Average();

    private static double KurtosisOfDifferences(byte[] samples)
    {
        var differences = samples.Skip(3).Zip(samples, (next, before) => (double)next - before).ToList();
        var variance = differences.Average(d => d * d);
        return differences.Average(d => d * d * d * d) / (variance * variance);
    }
}
