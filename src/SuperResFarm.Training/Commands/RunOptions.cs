using System.CommandLine;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Training.Degradation;
using SuperResFarm.Training.Learning;
using SuperResFarm.Training.Networks;
using SuperResFarm.Training.Running;

namespace SuperResFarm.Training.Commands;

/// <summary>The options of a training run. What they are left out for, <see cref="RunSettings"/> says.</summary>
internal sealed class RunOptions
{
    private static readonly RunSettings _defaults = new() { Data = [], Model = "" };

    private readonly Option<string[]> _data = new("--data") { Description = "Folders with pictures to learn from.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _valid = new("--valid") { Description = "Folder with pictures to measure by; NAME_LR.png beside NAME_HR.png is used as it is." };
    private readonly Option<string?> _model = new("--model") { Description = "compact:FEATURES,CONVS, such as compact:32,10." };
    private readonly Option<int> _scale = new("-s", "--scale") { Description = "How much longer the result's edges are, 1 to 4. Default: 4.", DefaultValueFactory = _ => _defaults.Scale };
    private readonly Option<int> _steps = new("--steps") { Description = "Steps of the whole run. Default: 20000.", DefaultValueFactory = _ => _defaults.Steps };
    private readonly Option<int> _batch = new("--batch") { Description = "Patches in a step. Default: 16.", DefaultValueFactory = _ => _defaults.Batch };
    private readonly Option<int> _patch = new("--patch") { Description = "Length of a small patch in pixels. Default: 24.", DefaultValueFactory = _ => _defaults.Patch };
    private readonly Option<double> _rate = new("--rate") { Description = "Highest learning rate. Default: 0.001.", DefaultValueFactory = _ => _defaults.Rate };
    private readonly Option<double> _lastRate = new("--last-rate") { Description = "Learning rate at the end of the cosine. Default: 0.000001.", DefaultValueFactory = _ => _defaults.LastRate };
    private readonly Option<int> _warmup = new("--warmup") { Description = "Steps over which the learning rate rises. Default: 100.", DefaultValueFactory = _ => _defaults.Warmup };
    private readonly Option<double> _ema = new("--ema") { Description = "Decay of the averaged weights, which are measured and exported. Default: 0.999.", DefaultValueFactory = _ => _defaults.Ema };
    private readonly Option<LossKind> _loss = new("--loss") { Description = "charbonnier (default), l1, or l2, which PSNR measures, for the last steps." };
    private readonly Option<double> _perceptual = new("--perceptual") { Description = "Weight of the perceptual loss; needs --trunk. Default: 0, none.", DefaultValueFactory = _ => _defaults.Perceptual };
    private readonly Option<string?> _trunk = new("--trunk") { Description = $"torchvision's {TrunkFile.Name}, with which the perceptual loss sees." };
    private readonly Option<string?> _trunkSha256 = new("--trunk-sha256") { Description = "Checksum of another trunk than the published one." };
    private readonly Option<double> _adversarial = new("--adversarial") { Description = "Weight of the adversarial loss, whose critic is learnt beside the network (Real-ESRGAN: 0.1). Default: 0, none.", DefaultValueFactory = _ => _defaults.Adversarial };
    private readonly Option<Precision> _precision = new("--precision") { Description = "Of the convolutions: single (default), or bfloat16, which is faster where the processor or the GPU computes in it." };
    private readonly Option<DegradationKind> _degradation = new("--degradation") { Description = "bicubic (default); jpeg: bicubic and one JPEG file, with -s 1 for a network that removes blocks; real: blur, resizing, noise and JPEG, twice." };
    private readonly Option<long> _seed = new("--seed") { Description = "Decides first weights and patches. Default: 1.", DefaultValueFactory = _ => _defaults.Seed };
    private readonly Option<string?> _from = new("--from") { Description = "A checkpoint (.pth, .safetensors) of the same network, or of the same for another scale, to start from." };
    private readonly Option<int> _logEvery = new("--log-every") { Description = "Steps between two lines of the log. Default: 100.", DefaultValueFactory = _ => _defaults.LogEvery };
    private readonly Option<int> _validEvery = new("--valid-every") { Description = "Steps between two measurements. Default: 1000.", DefaultValueFactory = _ => _defaults.ValidEvery };
    private readonly Option<int> _saveEvery = new("--save-every") { Description = "Steps between two checkpoints. Default: 500.", DefaultValueFactory = _ => _defaults.SaveEvery };
    private readonly Option<string> _device = new("--device") { Description = "cpu (default), cuda or cuda:N.", DefaultValueFactory = _ => _defaults.Device };
    private readonly Option<int> _threads = new("--threads") { Description = "Threads of the processor. Default: one for each core.", DefaultValueFactory = _ => _defaults.Threads };

    private Option[] Fixed =>
    [
        _data, _valid, _model, _scale, _steps, _batch, _patch, _rate, _lastRate, _warmup, _ema, _loss, _perceptual, _trunk, _trunkSha256, _adversarial,
        _precision, _degradation, _seed, _from, _logEvery, _validEvery, _saveEvery,
    ];

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[.. Fixed, _device, _threads])
            command.Add(option);
    }

    /// <returns>The settings of a new run; not checked yet.</returns>
    public RunSettings New(ParseResult parsed) => OnThisMachine(parsed, new()
    {
        Data = [.. (parsed.GetValue(_data) ?? []).Select(Path.GetFullPath)],
        Valid = parsed.GetValue(_valid) is { } valid ? Path.GetFullPath(valid) : null,
        Model = parsed.GetValue(_model) ?? throw FarmException.Rejected(FailureCode.SettingsInvalid, "--model is missing; give compact:FEATURES,CONVS, such as compact:32,10."),
        Scale = parsed.GetValue(_scale),
        Steps = parsed.GetValue(_steps),
        Batch = parsed.GetValue(_batch),
        Patch = parsed.GetValue(_patch),
        Rate = parsed.GetValue(_rate),
        LastRate = parsed.GetValue(_lastRate),
        Warmup = parsed.GetValue(_warmup),
        Ema = parsed.GetValue(_ema),
        Loss = parsed.GetValue(_loss),
        Perceptual = parsed.GetValue(_perceptual),
        Trunk = parsed.GetValue(_trunk) is { } trunk ? Path.GetFullPath(trunk) : null,
        TrunkSha256 = parsed.GetValue(_trunkSha256),
        Adversarial = parsed.GetValue(_adversarial),
        Precision = parsed.GetValue(_precision),
        Degradation = parsed.GetValue(_degradation),
        Seed = parsed.GetValue(_seed),
        From = parsed.GetValue(_from),
        LogEvery = parsed.GetValue(_logEvery),
        ValidEvery = parsed.GetValue(_validEvery),
        SaveEvery = parsed.GetValue(_saveEvery),
    });

    /// <returns>The settings of a run that goes on: what it learns stays, where it does so may change.</returns>
    /// <exception cref="FarmException">SettingsInvalid: something was given that cannot change.</exception>
    public RunSettings Resumed(ParseResult parsed, RunSettings begun) =>
        Fixed.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given
            ? throw FarmException.Rejected(FailureCode.SettingsInvalid, $"{given.Name} cannot change when a run goes on; leave it out beside --resume.")
            : OnThisMachine(parsed, begun);

    private RunSettings OnThisMachine(ParseResult parsed, RunSettings settings) => settings with
    {
        Device = parsed.GetValue(_device)!,
        Threads = parsed.GetValue(_threads),
    };
}
