namespace OAuthMail.EntityFrameworkCore.Tokens;

/// <summary>
/// Allows one caller of this process for each key, so that the others wait without polling the database. Keys without a caller use no
/// memory.
/// </summary>
internal sealed class KeyQueue
{
    private readonly Lock _sync = new();
    private readonly Dictionary<TokenKey, Place> _places = [];

    /// <summary>Waits for the turn.</summary>
    /// <returns>The turn. Dispose it to let the next caller continue.</returns>
    public async Task<IDisposable> EnterAsync(TokenKey key, CancellationToken cancellationToken)
    {
        var place = Join(key);
        try
        {
            await place.Semaphore.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Leave(key, place);
            throw;
        }

        return new Turn(this, key, place);
    }

    private Place Join(TokenKey key)
    {
        lock (_sync)
        {
            if (!_places.TryGetValue(key, out var place)) _places.Add(key, place = new Place());
            place.Users++;
            return place;
        }
    }

    private void Leave(TokenKey key, Place place)
    {
        lock (_sync)
        {
            if (--place.Users > 0) return;
            _places.Remove(key);
        }

        place.Semaphore.Dispose();
    }

    private sealed class Place
    {
        public SemaphoreSlim Semaphore { get; } = new(1, 1);

        public int Users { get; set; }
    }

    private sealed class Turn(KeyQueue queue, TokenKey key, Place place) : IDisposable
    {
        private int _returned;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _returned, 1) != 0) return;
            place.Semaphore.Release();
            queue.Leave(key, place);
        }
    }
}
