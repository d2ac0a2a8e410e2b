using SuperResFarm.Training.Learning;

namespace SuperResFarm.TrainingTests.Learning;

public class ScheduleTests
{
    [Fact]
    public void Rate_WholeRun_RisesThenFallsToTheLast()
    {
        var schedule = new CosineSchedule(1e-3, 1e-6, warmup: 10, steps: 110);
        Assert.Equal(1e-4, schedule.Rate(0), 1e-12);
        Assert.Equal(1e-3, schedule.Rate(9), 1e-12);
        Assert.Equal(1e-3, schedule.Rate(10), 1e-12);
        Assert.Equal((1e-3 + 1e-6) / 2, (schedule.Rate(59) + schedule.Rate(60)) / 2, 1e-9);
        Assert.Equal(1e-6, schedule.Rate(109), 1e-12);
        Assert.Equal(Enumerable.Range(10, 100).Select(schedule.Rate).OrderDescending(), Enumerable.Range(10, 100).Select(schedule.Rate));
    }

    [Fact]
    public void Rate_OneStep_IsTheHighest() => Assert.Equal(0.5, new CosineSchedule(0.5, 0.1, 0, 1).Rate(0));
}
