using System.CommandLine;
using System.Globalization;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Choosing;

namespace SuperResFarm.Cli.Commands;

/// <summary>What runs the networks.</summary>
internal sealed class DeviceOptions
{
    private const string Automatic = "auto";

    private readonly Option<string> _provider = new("--provider")
    {
        Description = "What runs networks: auto, cuda, tensorrt, cpu, or plugin:LIBRARY. auto: cuda where this build has it and sees a GPU, else cpu.",
        DefaultValueFactory = _ => Automatic,
    };

    private readonly Option<string> _device = new("--gpu-id", "-g")
    {
        Description = "Device: auto, -1 or cpu for the processor, or the number or UUID of a GPU that is visible.",
        DefaultValueFactory = _ => Automatic,
    };

    public void AddTo(Command command)
    {
        command.Add(_provider);
        command.Add(_device);
    }

    /// <summary>Opens what is chosen.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="precision">Arithmetic; by default what suits the device.</param>
    /// <exception cref="FarmException">It contradicts itself, or is not to be had.</exception>
    public ProviderChoice Open(ParseResult parsed, PrecisionChoice precision = PrecisionChoice.Auto)
    {
        var options = Options(parsed) with { Precision = precision };
        try
        {
            return ProviderChoice.Open(options);
        }
        catch (FarmException absent) when (absent.Code == FailureCode.DeviceUnavailable)
        {
            throw FarmException.Rejected(absent.Code, $"{absent.Message} The processor does it with '-g cpu'.", absent);
        }
    }

    /// <returns>What is chosen.</returns>
    /// <exception cref="FarmException">It contradicts itself.</exception>
    public EngineOptions Options(ParseResult parsed)
    {
        var (text, device) = (parsed.GetValue(_provider)!, parsed.GetValue(_device)!);
        var provider = ProviderName.Read(text) ?? throw Wrong($"--provider '{text}': give {ProviderName.All}.");
        var numbered = int.TryParse(device, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        if (numbered && number < -1)
            throw Wrong($"-g {device}: give auto, -1 or cpu for the processor, or the number or UUID of a GPU.");
        if (numbered ? number == -1 : device.Equals("cpu", StringComparison.OrdinalIgnoreCase))
            return provider.Kind is ProviderKind.Auto or ProviderKind.Cpu
                ? new() { Provider = "cpu" }
                : throw Wrong($"--provider {text} and -g {device} contradict each other: leave one of them out.");
        if (device.Equals(Automatic, StringComparison.OrdinalIgnoreCase))
            return new() { Provider = text };
        return provider.Kind != ProviderKind.Cpu
            ? new() { Provider = text, Gpu = [device] }
            : throw Wrong($"--provider {text} and -g {device} contradict each other: leave one of them out.");
    }

    private static FarmException Wrong(string message) => FarmException.Rejected(FailureCode.SettingsInvalid, message);
}
