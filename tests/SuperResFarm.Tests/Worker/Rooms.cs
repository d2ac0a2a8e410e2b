using SuperResFarm.Inference.Choosing;
using SuperResFarm.Inference.Upscaling;

namespace SuperResFarm.Tests.Worker;

/// <summary>Devices for tests that run no image on them.</summary>
internal static class Rooms
{
    public static EngineRoom Processor { get; } = new(ProviderChoice.Open(new EngineOptions { Provider = "cpu" }), new EngineOptions(), new EngineSpace(), TimeProvider.System);
}
