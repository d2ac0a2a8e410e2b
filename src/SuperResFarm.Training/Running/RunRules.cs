using SuperResFarm.Contracts.Failures;
using SuperResFarm.Training.Degradation;
using SuperResFarm.Training.Networks;

namespace SuperResFarm.Training.Running;

/// <summary>What settings must keep to; checked before anything is read or written.</summary>
internal static class RunRules
{
    /// <summary>Checks all of them and tells all mistakes at once.</summary>
    /// <exception cref="FarmException">SettingsInvalid: each mistake stands on a line of its own and names the option.</exception>
    public static void Check(RunSettings settings)
    {
        var mistakes = Mistakes(settings).ToList();
        if (mistakes.Count > 0)
            throw FarmException.Rejected(FailureCode.SettingsInvalid, string.Join(Environment.NewLine, mistakes));
    }

    private static IEnumerable<string> Mistakes(RunSettings settings)
    {
        if (settings.Data.Count == 0)
            yield return "--data is missing; name at least one folder with pictures ('superres-train synth' makes some).";
        foreach (var folder in settings.Data.Append(settings.Valid).OfType<string>().Where(folder => !Directory.Exists(folder)))
            yield return $"There is no folder '{folder}'; give one with pictures.";
        if (settings.Valid is { } valid && settings.Data.Any(data => Path.GetFullPath(data) == Path.GetFullPath(valid)))
            yield return $"--valid is '{valid}', which is learnt from too; measure by other pictures.";
        if (settings.Scale is < 1 or > 4)
            yield return $"--scale is {settings.Scale}; it must be 1 to 4.";
        else if (CompactShape.Parse(settings.Model, settings.Scale) is null)
            yield return $"--model is '{settings.Model}'; give compact:FEATURES,CONVS with {CompactShape.LeastFeatures} to {CompactShape.MostFeatures} features and 1 to {CompactShape.MostConvs} convolutions, such as compact:32,10.";
        foreach (var (name, value, low, high) in Wholes(settings))
            if (value < low || value > high)
                yield return $"{name} is {value}; it must be {low} to {high}.";
        if (settings.Rate is not (> 0 and <= 1))
            yield return $"--rate is {settings.Rate:G3}; it must be above 0 and at most 1.";
        else if (!(settings.LastRate >= 0 && settings.LastRate <= settings.Rate))
            yield return $"--last-rate is {settings.LastRate:G3}; it must be 0 to --rate, which is {settings.Rate:G3}.";
        if (settings.Ema is not (>= 0 and < 1))
            yield return $"--ema is {settings.Ema:G5}; it must be 0 to below 1.";
        foreach (var mistake in MistakesInLosses(settings))
            yield return mistake;
        if (settings.Degradation == DegradationKind.Real && settings.Scale == 1)
            yield return "--degradation real makes pictures smaller, and --scale is 1; give a scale of 2 to 4.";
        if (settings.Degradation == DegradationKind.Bicubic && settings.Scale == 1)
            yield return "--degradation bicubic leaves pictures as they are when --scale is 1, so nothing can be learnt; give --degradation jpeg, or a scale of 2 to 4.";
        if (settings.From is { } from && !File.Exists(from))
            yield return $"There is no file '{from}' to start --from.";
        if (!TorchDevice.Names(settings.Device))
            yield return $"--device is '{settings.Device}'; it must be cpu, cuda or cuda:N.";
    }

    private static IEnumerable<string> MistakesInLosses(RunSettings settings)
    {
        var edge = settings.Patch * settings.Scale;
        foreach (var (name, weight) in new[] { ("--perceptual", settings.Perceptual), ("--adversarial", settings.Adversarial) })
            if (weight is not (>= 0 and <= 100))
                yield return $"{name} is {weight:G5}; it must be 0 to 100.";
        if (settings.Perceptual > 0 && settings.Trunk is null)
            yield return $"--perceptual needs a classifier to see with: fetch torchvision's {TrunkFile.Name}, and name it with --trunk.";
        if (settings.Trunk is { } trunk && !File.Exists(trunk))
            yield return $"There is no file '{trunk}' for --trunk; fetch torchvision's {TrunkFile.Name}.";
        else if (settings is { Trunk: not null, Perceptual: 0 })
            yield return "--trunk is what --perceptual sees with, and that is 0; give it a weight, or leave --trunk out.";
        if (settings.Perceptual > 0 && edge < 16)
            yield return $"--perceptual sees patches of at least 16 pixels, and --patch {settings.Patch} times --scale {settings.Scale} is {edge}; give larger patches.";
        if (settings.Adversarial > 0 && edge % 8 != 0)
            yield return $"--adversarial needs patches whose length is divisible by 8, and --patch {settings.Patch} times --scale {settings.Scale} is {edge}; give another --patch.";
    }

    private static (string Name, int Value, int Low, int High)[] Wholes(RunSettings settings) =>
    [
        ("--steps", settings.Steps, 1, 10_000_000), ("--batch", settings.Batch, 1, 1024), ("--patch", settings.Patch, 8, 512),
        ("--warmup", settings.Warmup, 0, Math.Max(0, settings.Steps - 1)), ("--threads", settings.Threads, 1, 256), ("--log-every", settings.LogEvery, 1, int.MaxValue),
        ("--valid-every", settings.ValidEvery, 1, int.MaxValue), ("--save-every", settings.SaveEvery, 1, int.MaxValue),
    ];
}
