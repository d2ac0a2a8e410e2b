using SuperResFarm.Contracts.Messages;
using SuperResFarm.OperationsTests.Scaling.Traces;

namespace SuperResFarm.OperationsTests.Scaling;

public sealed class TraceTests
{
    /// <summary>A folder: the traces are written into it.</summary>
    private const string Write = "SUPERRES_SCALING_TRACES";

    public static TheoryData<string> Names => [.. TraceMaker.All.Select(one => one.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Read_TracesOfTheRepository_AreWhatTheirMakerMakes(string name)
    {
        var text = TraceMaker.TextOf(name);
        if (Environment.GetEnvironmentVariable(Write) is { Length: > 0 } folder)
            File.WriteAllText(Path.Combine(folder, name + ".csv"), text);
        Assert.Equal(Trace.Of(name, text).Arrivals, Trace.Read(name).Arrivals);
    }

    [Fact]
    public void Draw_ManyItems_HasTheMedianAndThePercentileOfTheLine()
    {
        var trace = Trace.Of("one", $"{Trace.Header}\n0,20000,bulk,30,90\n");
        var times = trace.Draw(7).Single().Select(item => item.Service.TotalSeconds).Order().ToList();
        Assert.InRange(times[10_000], 29, 31);
        Assert.InRange(times[19_000], 86, 94);
        Assert.Equal(times, trace.Draw(7).Single().Select(item => item.Service.TotalSeconds).Order());
    }

    [Fact]
    public void Draw_EqualTimes_TakesThemAsTheyAre()
    {
        var item = Trace.Of("one", $"# a remark\n{Trace.Header}\n12.5,1,High,30,30\n").Draw(1).Single().Single();
        Assert.Equal((Priority.High, TimeSpan.FromSeconds(12.5), TimeSpan.FromSeconds(30)), (item.Priority, item.Arrived, item.Service));
    }

    [Theory]
    [InlineData("0,1,high,30,30")]
    [InlineData(Trace.Header)]
    [InlineData(Trace.Header + "\n0,1,high,30")]
    [InlineData(Trace.Header + "\n0,0,high,30,30")]
    [InlineData(Trace.Header + "\n0,1,high,30,20")]
    [InlineData(Trace.Header + "\n5,1,high,30,30\n4,1,high,30,30")]
    public void Of_NoTrace_Throws(string text) => Assert.Throws<FormatException>(() => Trace.Of("one", text));
}
