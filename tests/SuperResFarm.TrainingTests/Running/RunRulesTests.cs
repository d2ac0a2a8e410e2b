using SuperResFarm.Contracts.Failures;
using SuperResFarm.Tests.Imaging.Codecs;
using SuperResFarm.Training.Degradation;
using SuperResFarm.Training.Running;

namespace SuperResFarm.TrainingTests.Running;

public sealed class RunRulesTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly RunSettings _good;

    public RunRulesTests()
    {
        Directory.CreateDirectory(_temp["data"]);
        _good = new() { Data = [_temp["data"]], Model = "compact:32,10" };
    }

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Check_Defaults_AreGood() => RunRules.Check(_good);

    public static TheoryData<string, string> Mistakes => new()
    {
        { "data", "--data is missing" }, { "folder", "no folder 'nowhere'" }, { "valid", "learnt from too" }, { "model", "--model is 'srcnn'" }, { "scale", "--scale is 5" },
        { "steps", "--steps is 0" }, { "batch", "--batch is 0" }, { "patch", "--patch is 7" }, { "rate", "--rate is 0" }, { "nan", "--rate is NaN" }, { "last", "--last-rate is 0.1" },
        { "warmup", "--warmup is 20000" }, { "ema", "--ema is 1" }, { "from", "no file 'gone.pth'" }, { "device", "--device is 'cuda:x'" }, { "real", "--degradation real makes" },
        { "nothing", "give --degradation jpeg" }, { "look", "--perceptual is NaN" }, { "blind", "--perceptual needs" }, { "trunk", "no file 'gone.pth' for --trunk" }, { "unused", "--trunk is what" },
        { "deceit", "--adversarial is 101" }, { "eighths", "--adversarial needs patches" },
    };

    [Theory, MemberData(nameof(Mistakes))]
    public void Check_OneMistake_IsNamed(string which, string words)
    {
        var settings = which switch
        {
            "data" => _good with { Data = [] },
            "folder" => _good with { Data = ["nowhere"] },
            "valid" => _good with { Valid = _temp["data"] },
            "model" => _good with { Model = "srcnn" },
            "scale" => _good with { Scale = 5 },
            "steps" => _good with { Steps = 0, Warmup = 0 },
            "batch" => _good with { Batch = 0 },
            "patch" => _good with { Patch = 7 },
            "rate" => _good with { Rate = 0 },
            "nan" => _good with { Rate = double.NaN },
            "last" => _good with { LastRate = 0.1 },
            "warmup" => _good with { Warmup = 20_000 },
            "ema" => _good with { Ema = 1 },
            "from" => _good with { From = "gone.pth" },
            "device" => _good with { Device = "cuda:x" },
            "look" => _good with { Perceptual = double.NaN },
            "blind" => _good with { Perceptual = 1 },
            "trunk" => _good with { Trunk = "gone.pth" },
            "unused" => _good with { Trunk = typeof(RunRules).Assembly.Location },
            "deceit" => _good with { Adversarial = 101 },
            "eighths" => _good with { Adversarial = 0.1, Patch = 9 },
            "nothing" => _good with { Scale = 1 },
            _ => _good with { Scale = 1, Degradation = DegradationKind.Real },
        };
        var fault = Assert.Throws<FarmException>(() => RunRules.Check(settings));
        Assert.Equal(FailureCode.SettingsInvalid, fault.Code);
        Assert.Contains(words, Assert.Single(fault.Message.Split(Environment.NewLine)), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_SeveralMistakes_AreAllTold()
    {
        var fault = Assert.Throws<FarmException>(() => RunRules.Check(_good with { Batch = -1, Ema = 2, Model = "" }));
        Assert.Equal(3, fault.Message.Split(Environment.NewLine).Length);
    }
}
