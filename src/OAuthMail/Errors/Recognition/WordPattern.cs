namespace OAuthMail.Errors.Recognition;

/// <summary>
/// A pattern of words: alternatives separated by <c>|</c>, in each of which <c>*</c> stands for up to sixty characters. It is compared
/// with text in lower case. A word of up to three letters or digits at an end of a part is a whole word, so that "ip" is not found in
/// "recipient"; longer words may be parts of words, unless the part begins with <c>=</c>. The first place of each part counts.
/// </summary>
internal sealed class WordPattern(string pattern)
{
    private const int MaximumGap = 60;
    private const int LongestWholeWord = 3;

    private readonly Part[][] _alternatives =
        LatinLetters.Fold(pattern).Split('|').Select(one => one.Split('*').Select(part => new Part(part)).ToArray()).ToArray();

    public bool Matches(string text) => Array.Exists(_alternatives, parts => Matches(text, parts));

    private static bool Matches(string text, Part[] parts)
    {
        for (var begin = parts[0].Find(text, 0, text.Length); begin >= 0; begin = parts[0].Find(text, begin + 1, text.Length))
        {
            if (Continues(text, parts, begin + parts[0].Length)) return true;
        }

        return false;
    }

    private static bool Continues(string text, Part[] parts, int from)
    {
        foreach (var part in parts.Skip(1))
        {
            var at = part.Find(text, from, Math.Min(text.Length, from + MaximumGap + part.Length));
            if (at < 0) return false;
            from = at + part.Length;
        }

        return true;
    }

    /// <summary>Words without a gap.</summary>
    private sealed class Part
    {
        private readonly string _words;
        private readonly bool _beginsWord;
        private readonly bool _endsWord;

        public Part(string words)
        {
            var isWhole = words.Length > 0 && words[0] == '=';
            _words = isWhole ? words.Substring(1) : words;

            // "n't" is the end of "doesn't" and others.
            _beginsWord = isWhole || (!words.StartsWith("n't", StringComparison.Ordinal) && IsShort(_words));
            _endsWord = isWhole || IsShort(_words.Reverse());
        }

        public int Length => _words.Length;

        /// <summary>Returns the first place between two places, or -1.</summary>
        public int Find(string text, int from, int end)
        {
            while (from <= end)
            {
                var at = text.IndexOf(_words, from, end - from, StringComparison.Ordinal);
                if (at < 0 || IsWhole(text, at)) return at;
                from = at + 1;
            }

            return -1;
        }

        private bool IsWhole(string text, int at)
        {
            if (_beginsWord && at > 0 && Joins(_words[0], text[at - 1])) return false;
            var end = at + _words.Length;
            if (!_endsWord || end == text.Length) return true;

            // A plural is the same word.
            var last = _words[_words.Length - 1];
            return !Joins(last, text[end]) || (text[end] == 's' && (end + 1 == text.Length || !Joins(last, text[end + 1])));
        }

        /// <summary>
        /// Returns whether a character next to an end of the words belongs to the same word. "pop3" contains the word "pop".
        /// </summary>
        private static bool Joins(char end, char neighbor) => IsLetter(neighbor) || (!IsLetter(end) && IsWordCharacter(neighbor));

        private static bool IsShort(IEnumerable<char> words) => words.TakeWhile(IsWordCharacter).Count() is > 0 and <= LongestWholeWord;

        private static bool IsLetter(char c) => c is >= 'a' and <= 'z';

        private static bool IsWordCharacter(char c) => IsLetter(c) || c is >= '0' and <= '9';
    }
}
