namespace OAuthMail.Testing.Mail.Imap;

/// <summary>Counts the connections in IDLE and completes waits for a number of them.</summary>
internal sealed class IdleCounter
{
    private readonly Lock _gate = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private int _count;

    public int Value
    {
        get
        {
            lock (_gate) return _count;
        }
    }

    public void Enter()
    {
        lock (_gate)
        {
            _count++;
            foreach (var (count, reached) in _waiting)
            {
                if (count <= _count) reached.TrySetResult();
            }

            _waiting.RemoveAll(w => w.Count <= _count);
        }
    }

    public void Leave()
    {
        lock (_gate) _count--;
    }

    public Task WaitAsync(int count)
    {
        lock (_gate)
        {
            if (_count >= count) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, reached));
            return reached.Task;
        }
    }
}
