using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.OperationsTests.Scaling.Farm;

/// <summary>Whoever takes messages.</summary>
internal interface IConsumer
{
    /// <returns>Whether it may hold one more message of a priority.</returns>
    bool HasRoom(Priority priority);

    /// <summary>Hands over a message; it is held until it is answered.</summary>
    void Take(Item item);
}
