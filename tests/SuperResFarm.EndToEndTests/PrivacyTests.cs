namespace SuperResFarm.EndToEndTests;

/// <summary>What the program must not do behind its user's back.</summary>
public sealed class PrivacyTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("upscale", "a.png", "-n", "bicubic")]
    [InlineData("plan", "a.png", "-n", "bicubic")]
    [InlineData("doctor")]
    public async Task AnyCommand_LeavesNoIdentifierOfTheEngineInTheHome(params string[] arguments)
    {
        _work.Draw("a.png");
        (await _work.RunAsync(arguments)).Exits(0);
        Assert.DoesNotContain(_work.EverythingIn("home"), name => name.Contains("onnxruntime", StringComparison.OrdinalIgnoreCase));
    }
}
