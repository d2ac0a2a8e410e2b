using System.Diagnostics;
using SuperResFarm.Tests.Imaging.Codecs;
using SuperResFarm.Training;
using SuperResFarm.Training.Running;

namespace SuperResFarm.TrainingTests.Commands;

[Collection("threads of torch")]
public sealed class ProgramTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Synth_SmallSize_WritesAsManyPictures()
    {
        Assert.Equal(0, await TrainProgram.RunAsync(["synth", "-o", _temp["made"], "--count", "3", "--size", "64x80"]));
        Assert.Equal(["synth_00000.png", "synth_00001.png", "synth_00002.png"], Directory.GetFiles(_temp["made"]).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("synth", "-o", "x", "--size", "64")]
    [InlineData("synth", "-o", "x", "--count", "0")]
    [InlineData("synth")]
    [InlineData("run", "-o", "x", "--data", "nowhere", "--model", "compact:8,2")]
    [InlineData("run", "-o", "x", "--resume")]
    [InlineData("run", "-o", "x")]
    [InlineData("export", "nowhere", "--name", "x")]
    [InlineData("export", "nowhere", "--name", "a/b")]
    public async Task Run_WrongUse_ReturnsTwoAndMakesNothing(params string[] args)
    {
        Assert.Equal(2, await TrainProgram.RunAsync([.. args.Select(arg => arg is "x" or "nowhere" ? _temp[arg] : arg)]));
        Assert.False(Directory.Exists(_temp["x"]));
    }

    [TorchFact]
    public async Task Run_Killed_ResumesToTheSameBytes()
    {
        var data = Pictures.Folder(_temp["data"], count: 2);
        string[] settings = ["--data", data, "--model", "compact:8,2", "-s", "2", "--steps", "120", "--batch", "2", "--patch", "12", "--log-every", "1", "--save-every", "10"];
        Assert.Equal(0, await TrainProgram.RunAsync(["run", "-o", _temp["whole"], .. settings, "--threads", "1"]));

        using (var killed = Start(["run", "-o", _temp["parts"], .. settings, "--threads", "1"]))
        {
            while (await killed.StandardError.ReadLineAsync() is { } line && !line.StartsWith("step 25/", StringComparison.Ordinal))
                continue;
            killed.Kill();
            await killed.WaitForExitAsync();
        }
        Assert.False(File.Exists(Path.Combine(_temp["parts"], "model.pth")));
        Assert.Equal(2, await TrainProgram.RunAsync(["run", "-o", _temp["parts"], .. settings, "--threads", "1"]));   // a run is not begun over another
        Assert.Equal(2, await TrainProgram.RunAsync(["run", "-o", _temp["parts"], "--resume", "--steps", "500"]));
        Assert.Equal(0, await TrainProgram.RunAsync(["run", "-o", _temp["parts"], "--resume", "--threads", "1"]));
        foreach (var file in new[] { TrainingState.FileName, "model.pth" })
            Assert.Equal(File.ReadAllBytes(Path.Combine(_temp["whole"], file)), File.ReadAllBytes(Path.Combine(_temp["parts"], file)));

        Assert.Equal(0, await TrainProgram.RunAsync(["export", _temp["parts"], "--name", "mine", "-o", _temp["model"]]));
        Assert.Equal(["mine-fp16.onnx", "mine.json", "mine.onnx", "mine.pth"], Directory.GetFiles(_temp["model"]).Select(Path.GetFileName).Order());
    }

    private static Process Start(string[] args) => Process.Start(new ProcessStartInfo(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "superres-train.dll"), .. args])
    { RedirectStandardError = true })!;
}
