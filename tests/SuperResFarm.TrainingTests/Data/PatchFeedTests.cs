using SuperResFarm.Training.Data;

namespace SuperResFarm.TrainingTests.Data;

public class PatchFeedTests
{
    [Fact]
    public async Task Next_SomeSteps_ComeInOrderAndAsTheSamplerFillsThem()
    {
        var sampler = new PatchSampler([PicturePair.Bicubic(Pictures.Leaves(0), 4)], seed: 1, 2, 8, 4);
        await using var feed = new PatchFeed(sampler, 5, 20);
        var wanted = sampler.NewBatch();
        for (var step = 5; step < 20; step++)
        {
            var batch = feed.Next();
            sampler.Fill(wanted, step);
            Assert.Equal(step, batch.Step);
            Assert.Equal(wanted.Low, batch.Low);
            feed.Return(batch);
        }
    }

    [Fact]
    public async Task Next_SamplerFails_TellsWhy()
    {
        var tooSmall = new PatchSampler([PicturePair.Bicubic(Pictures.Leaves(0, 64), 4)], seed: 1, 2, 40, 4);
        await using var feed = new PatchFeed(tooSmall, 0, 2);
        Assert.ThrowsAny<Exception>(() => feed.Next());
    }
}
