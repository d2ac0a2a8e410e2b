using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Passes;

namespace SuperResFarm.Inference.Providers;

/// <summary>Runs networks on one device: an execution provider of ONNX Runtime with all its settings.</summary>
public interface IProvider
{
    /// <summary>The device.</summary>
    Device Device { get; }

    /// <summary>What graphs are prepared for.</summary>
    ExecutionTarget Target { get; }

    /// <summary>Arithmetic that networks run in, where they have it.</summary>
    Precision Precision { get; }

    /// <summary>Name, settings that change memory or time, and version of the engine, in one line. With equal fingerprints and devices of one name, a network
    /// needs equal memory and equal time.</summary>
    string Fingerprint { get; }

    /// <summary>The arena of a session in the engine's words, such as <c>cpu:0</c>.</summary>
    string Arena { get; }

    /// <summary>Whether one session runs several tiles at the same time as well as several sessions would; then lanes share one, and weights are loaded once.</summary>
    bool SharesSessions { get; }

    /// <returns>Options for sessions; the caller disposes of them when its sessions are made.</returns>
    SessionOptions CreateOptions(SessionUse use);
}
