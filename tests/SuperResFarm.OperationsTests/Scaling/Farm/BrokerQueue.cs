using SuperResFarm.OperationsTests.Scaling.Cluster;

namespace SuperResFarm.OperationsTests.Scaling.Farm;

/// <summary>A queue of the broker: hands its messages in turn to the consumers that may hold more.</summary>
internal sealed class BrokerQueue(VirtualTime time)
{
    private readonly LinkedList<Item> _ready = new();
    private readonly Dictionary<Item, TimeSpan> _since = new(ReferenceEqualityComparer.Instance);
    private readonly List<IConsumer> _consumers = [];
    private int _turn;

    /// <summary>Messages that no worker has.</summary>
    public int Ready => _ready.Count;

    /// <summary>All messages, also those that workers hold and have not answered.</summary>
    public int Length => _since.Count;

    /// <returns>Whether a message has been here since some time or longer.</returns>
    public bool HasSince(TimeSpan at) => _since.Values.Any(since => since <= at);

    /// <summary>A new message.</summary>
    public void Put(Item item)
    {
        _since.Add(item, time.Now);
        _ready.AddLast(item);
        Deliver();
    }

    /// <summary>A worker has answered a message.</summary>
    public void Answered(Item item)
    {
        _since.Remove(item);
        Deliver();
    }

    /// <summary>A worker died with a message: it is the next one again.</summary>
    public void Lost(Item item)
    {
        _ready.AddFirst(item);
        Deliver();
    }

    /// <summary>A worker wants messages.</summary>
    public void Subscribe(IConsumer consumer)
    {
        _consumers.Add(consumer);
        Deliver();
    }

    /// <summary>A worker wants no more messages.</summary>
    public void Unsubscribe(IConsumer consumer) => _consumers.Remove(consumer);

    private void Deliver()
    {
        for (var refused = 0; _ready.First is { } next && refused < _consumers.Count;)
        {
            var consumer = _consumers[_turn++ % _consumers.Count];
            if (!consumer.HasRoom(next.Value.Priority))
            {
                refused++;
                continue;
            }
            refused = 0;
            _ready.RemoveFirst();
            consumer.Take(next.Value);
        }
    }
}
