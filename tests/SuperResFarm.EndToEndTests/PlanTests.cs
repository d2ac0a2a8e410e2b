namespace SuperResFarm.EndToEndTests;

/// <summary>What the program says about why it would do an image so.</summary>
public sealed class PlanTests : IDisposable
{
    private const string Book = "home/data/superresfarm/calibration.json";

    private readonly Workplace _work = new();

    public PlanTests() => _work.Draw("a.png");

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Plan_NothingMeasured_SaysThatItIsEstimated()
    {
        var text = (await _work.RunAsync("plan", "a.png", "-n", "bicubic")).Exits(0).Out;
        Assert.Matches(@"memory\s*│ estimated from the graph", text);
        Assert.Matches(@"tile +batch +memory MB +pixels run +cost", text);
        Assert.Matches(@"(?m)^> +16x12 .* chosen$", text);
        Assert.False(File.Exists(_work[Book]));
    }

    [Fact]
    public async Task Plan_Measure_ShowsFiguresAndRemembersThem()
    {
        AssertMeasured((await _work.RunAsync("plan", "a.png", "-n", "bicubic", "--measure")).Exits(0).Out);
        var book = File.ReadAllText(_work[Book]);

        AssertMeasured((await _work.RunAsync("plan", "a.png", "-n", "bicubic")).Exits(0).Out);
        Assert.Equal(book, File.ReadAllText(_work[Book]));
    }

    [Fact]
    public async Task Plan_DamagedBook_PlansAsWithoutOne()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_work[Book])!);
        File.WriteAllText(_work[Book], "{ torn");
        Assert.Contains("estimated from the graph", (await _work.RunAsync("plan", "a.png", "-n", "bicubic")).Exits(0).Out, StringComparison.Ordinal);
    }

    private static void AssertMeasured(string text)
    {
        Assert.Matches(@"memory\s*│ measured: .* KB for each source pixel", text);
        Assert.Matches(@"speed\s*│ measured on [\s\S]*20\d\d-\d\d-\d\d", text);
        Assert.Matches(@"tile +batch +memory MB +pixels run +s per MP", text);
        Assert.Matches(@"(?m)^> +16x12 .* chosen$", text);
    }
}
