using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Sessions;

namespace SuperResFarm.Inference.Upscaling;

/// <summary>One run over the channels of an image and the engine that does it.</summary>
/// <param name="Channels">Which channels.</param>
/// <param name="Engine">By what.</param>
internal readonly record struct PassEngine(ChannelPass Channels, ITileEngine Engine);
