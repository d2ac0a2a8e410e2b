using SuperResFarm.Imaging.Quality;
using SuperResFarm.Training.Degradation;
using SuperResFarm.Training.Synthesis;

namespace SuperResFarm.TrainingTests.Degradation;

public class RealWorldTests
{
    [Theory, InlineData(2), InlineData(3), InlineData(4)]
    public void Apply_ManySeeds_IsWorseThanBicubicButTheSamePicture(int scale)
    {
        var high = Pictures.Leaves(2, 192);
        var clean = Imresize.Shrink(high, scale);
        var psnrs = Enumerable.Range(0, 12).Select(seed =>
        {
            var low = new RealWorld(scale).Apply(high, new SynthRandom(seed));
            Assert.Equal(clean.Size, low.Size);
            return Psnr.Of((Plane.LumaOf(low), Plane.LumaOf(clean)));
        }).Order().ToList();
        Assert.InRange(psnrs[psnrs.Count / 2], 12, 35);
        Assert.True(psnrs[^1] - psnrs[0] > 1, "All degradations are of one strength.");
    }
}
