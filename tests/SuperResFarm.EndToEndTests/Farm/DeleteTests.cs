using static SuperResFarm.EndToEndTests.Harness.FakeFarm;

namespace SuperResFarm.EndToEndTests.Farm;

/// <summary>Jobs are deleted only when somebody means it.</summary>
public sealed class DeleteTests : IAsyncLifetime, IDisposable
{
    private readonly Workplace _work = new();
    private FakeFarm _farm = null!;

    public async Task InitializeAsync()
    {
        _farm = (await StartAsync()).On($"DELETE /v1/jobs/{JobId}", Text(204, "text/plain", ""));
        _work.Variables["SUPERRES_FARM"] = _farm.Url;
    }

    public async Task DisposeAsync() => await _farm.DisposeAsync();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Delete_WithoutATerminal_NeedsYes()
    {
        (await ShellAsync($"dotnet '{Superres.Dll}' delete {JobId} < /dev/null")).Exits(2).SaysInOneLine("give --yes");
        Assert.Empty(_farm.Requests);
        (await ShellAsync($"dotnet '{Superres.Dll}' delete {JobId} --yes < /dev/null")).Exits(0);
        Assert.Single(_farm.Requests);
    }

    [TerminalFact]
    public async Task Delete_OnATerminal_Asks()
    {
        Assert.Contains("Delete 1 job and the results in the object store?", (await AnswerAsync("n")).Exits(1).Out, StringComparison.Ordinal);
        Assert.Empty(_farm.Requests);
        Assert.Contains("is deleted", (await AnswerAsync("y")).Exits(0).Out, StringComparison.Ordinal);
        Assert.Single(_farm.Requests);
    }

    // The terminal stays until the program has ended.
    private Task<Ended> AnswerAsync(string answer) => ShellAsync(
        $"(sleep 2; echo {answer}; sleep 5) | {TerminalFactAttribute.Script} -qec \"dotnet '{Superres.Dll}' delete {JobId} --results\" /dev/null");

    private Task<Ended> ShellAsync(string command) => Superres.EndAsync(Superres.Start(_work.Root, "/bin/sh", ["-c", command], _work.Variables));
}
