using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Inference.Sessions;

/// <summary>What a loaded network takes and gives.</summary>
/// <param name="Channels">1 or 3.</param>
/// <param name="Scale">Output over input.</param>
/// <param name="Depth">Bits of a sample, in and out.</param>
/// <param name="TellsFinite">Whether a second output says for each tile that all its values were numbers.</param>
/// <param name="KeepsMemory">Whether a run keeps its memory for the next one of its shape, as tiles want it. Runs for faces come rarely, and leave none of theirs to tiles.</param>
internal sealed record NetworkFacts(int Channels, int Scale, SampleDepth Depth, bool TellsFinite, bool KeepsMemory = true);
