using SuperResFarm.Imaging.Quality;
using SuperResFarm.Training.Degradation;
using SuperResFarm.Training.Synthesis;

namespace SuperResFarm.TrainingTests.Degradation;

public class BlocksTests
{
    [Theory, InlineData(1), InlineData(4)]
    public void Apply_ManySeeds_IsTheSamePictureInMoreOrLessDamage(int scale)
    {
        var high = Pictures.Leaves(2, 128);
        var clean = Imresize.Shrink(high, scale);
        var psnrs = Enumerable.Range(0, 16).Select(seed =>
        {
            var low = new Blocks(scale).Apply(high, new SynthRandom(seed));
            Assert.Equal(clean.Size, low.Size);
            return Psnr.Of((Plane.LumaOf(low), Plane.LumaOf(clean)));
        }).Order().ToList();
        Assert.InRange(psnrs[0], 20, 36);
        Assert.InRange(psnrs[^1], 34, 60);
    }
}
