using SuperResFarm.Contracts.Messages;
using SuperResFarm.OperationsTests.Scaling.Cluster;
using SuperResFarm.OperationsTests.Scaling.Farm;
using SuperResFarm.OperationsTests.Scaling.Rules;

namespace SuperResFarm.OperationsTests.Scaling;

public sealed class PodTests
{
    private readonly VirtualTime _time = new();
    private readonly Dispatcher _dispatcher;

    public PodTests() => _dispatcher = new Dispatcher(_time, 8);

    [Fact]
    public void Accept_MoreThanTheWindow_KeepsTheRestInTheDatabase()
    {
        _dispatcher.Accept(Items(20, 10));
        Assert.Equal((8, 8, 20), (_dispatcher[Priority.Normal].Length, _dispatcher[Priority.Normal].Ready, _dispatcher.Open));
    }

    [Fact]
    public void Ready_Queues_HoldsOneMoreOfEachThanItRuns()
    {
        _dispatcher.Accept(Items(8, 10));
        _dispatcher.Accept(Items(8, 10, Priority.High));
        Begin(60, 90);
        Assert.Equal((5, 5), (_dispatcher[Priority.Normal].Ready, _dispatcher[Priority.High].Ready));
        Until(35);
        Assert.Equal(0, _dispatcher[Priority.High].Ready);   // urgent ones first
    }

    [Fact]
    public void Stop_ItemsThatEndInTime_AreDoneAndThePodGoes()
    {
        _dispatcher.Accept(Items(3, 40));
        var pod = Begin(60, 90);
        Until(10);
        pod.Stop();
        Assert.Equal(1, _dispatcher[Priority.Normal].Ready);   // the one that it only held
        Until(60);
        Assert.Equal((1, 0, 0, At(40)), (_dispatcher.Open, pod.GivenBack, pod.Killed, pod.Ended));
    }

    [Fact]
    public void Stop_ItemsThatDoNotEndInTime_AreGivenBackAndDoneByAnother()
    {
        _dispatcher.Accept(Items(2, 300));
        var pod = Begin(60, 90);
        Until(10);
        pod.Stop();
        Until(200);
        Assert.Equal((2, 0, At(10 + 60) + Pod.Farewell), (pod.GivenBack, pod.Killed, pod.Ended));
        Assert.Equal(At(2 * 70), pod.Wasted);
        Begin(60, 90);
        Until(501);
        Assert.Equal(0, _dispatcher.Open);
    }

    [Fact]
    public void Stop_KilledBeforeItsGraceIsOver_LosesWhatItRan()
    {
        _dispatcher.Accept(Items(2, 300));
        var pod = Begin(60, 30);
        Until(10);
        pod.Stop();
        Until(50);
        Assert.Equal((2, At(40), 2), (pod.Killed, pod.Ended, _dispatcher[Priority.Normal].Ready));
    }

    [Fact]
    public void Scale_Down_TakesStartingPodsFirstAndThenTheBusiest()
    {
        var fleet = new Fleet(_time, new Nodes(_time, new Random(1)), _dispatcher, new WorkerRules(2, At(600), At(700)));
        fleet.Scale(2);
        Until(Nodes.LongestStart.TotalSeconds);
        _dispatcher.Accept(Items(1, 50));
        fleet.Scale(3);
        fleet.Scale(2);
        Assert.Equal([true, true, false], fleet.Pods.Select(pod => pod.IsActive));
        fleet.Scale(1);
        Assert.Equal(TimeSpan.Zero, fleet.Pods.Single(pod => pod.IsActive).Unfinished);
        Assert.Contains(fleet.Pods, pod => pod.Unfinished > TimeSpan.Zero);
    }

    private Pod Begin(double grace, double terminationGrace)
    {
        var pod = new Pod(_time, _dispatcher, new WorkerRules(2, At(grace), At(terminationGrace)), () => { });
        pod.Ready();
        return pod;
    }

    private void Until(double seconds)
    {
        _time.After(At(seconds) - _time.Now, () => { });
        _time.Run(() => _time.Now >= At(seconds), TimeSpan.MaxValue);
    }

    private static List<Item> Items(int count, double seconds, Priority priority = Priority.Normal) =>
        [.. Enumerable.Range(0, count).Select(_ => new Item(priority, TimeSpan.Zero, At(seconds)))];

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
