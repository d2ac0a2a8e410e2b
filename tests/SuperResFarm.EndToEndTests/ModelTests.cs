namespace SuperResFarm.EndToEndTests;

/// <summary>Which model is taken, from where, and on what it runs.</summary>
public sealed class ModelTests : IDisposable
{
    private readonly Workplace _work = new();

    public ModelTests() => _work.Draw("a.png");

    public void Dispose() => _work.Dispose();

    [DataTheory]
    [InlineData("-n", "nets/tiny.pth")]
    [InlineData("-m", "nets/tiny.pth")]
    [InlineData("-m", "nets", "-n", "tiny")]
    [InlineData("--model_path", "nets", "--model_name", "tiny")]
    public async Task Upscale_ModelByPathOrName_IsTheSame(params string[] arguments)
    {
        _work.Copy(TestData.PathOf("parity/srvgg_x4.pth"), "nets/tiny.pth");
        var ended = (await _work.RunAsync(["upscale", "a.png", "--tile_pad", "0", "--json-events", "-g", "cpu", .. arguments])).Exits(0);
        var model = ended.Events.Items.Single()["model"]!;
        Assert.Equal(("tiny", "Compact", 4), ((string?)model["name"], (string?)model["architecture"], (int)model["scale"]!));
    }

    [DataFact]
    public async Task Upscale_NoModelNamed_TakesThePreferredOneFromTheFolderOfModels()
    {
        _work.Copy(TestData.PathOf("parity/srvgg_x4.pth"), "models/superres-compact-x4.pth");
        var ended = (await _work.RunAsync("upscale", "a.png", "--tile_pad", "0", "--json-events")).Exits(0);
        var model = ended.Events.Items.Single()["model"]!;
        Assert.Equal("superres-compact-x4", (string?)model["name"]);
        Assert.Empty(ended.Error);
    }

    [Fact]
    public async Task Upscale_UnknownModel_ListsWhatThereIs()
    {
        Directory.CreateDirectory(_work["nets"]);
        File.WriteAllText(_work["nets/mine.onnx"], "");
        (await _work.RunAsync("upscale", "a.png", "-m", "nets", "-n", "other")).Exits(3).SaysInOneLine("no model 'other'", "bicubic, lanczos, mine", "nets");
        (await _work.RunAsync("upscale", "a.png", "-m", "gone.pth")).Exits(3).SaysInOneLine("no model 'gone.pth'");
        Assert.False(Directory.Exists(_work["out"]), "Nothing may be written.");
    }

    [DataTheory]
    [InlineData("evil_eval.pth")]
    [InlineData("truncated.pth")]
    [InlineData("unknown_arch.pth")]
    public async Task Upscale_BadModel_IsRefusedInOneLine(string name)
    {
        (await _work.RunAsync("upscale", "a.png", "-n", TestData.PathOf("bad_checkpoints/" + name))).Exits(3).SaysInOneLine("superres: ");
        Assert.Equal(["a.png"], _work.EverythingIn("."));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("cuda")]
    public async Task Upscale_GpuThatIsNotThere_SaysWhatToDo(string gpu) =>
        (await _work.UpscaleAsync("a.png", "-g", gpu)).Exits(3).SaysInOneLine($"GPU '{gpu}'", "-g cpu");
}
