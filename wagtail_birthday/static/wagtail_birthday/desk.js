/* The staff desk, quicker: the focus where the hands are, and a scanner heard wherever it is.
   All of it works without this file too; only then nothing is focused on a verdict. */
(() => {
    // A scanner may end with two line ends, or be pulled twice: nobody reads a verdict this fast.
    const UNREAD_MS = 350;
    const PART_OF_A_CODE_OR_NAME = /^[\p{L}\p{N}]$/u;

    class DeskController extends window.StimulusModule.Controller {
        static targets = ['focus', 'input', 'offline', 'status'];
        static values = { address: String };

        connect() {
            this.shownAt = performance.now();
            // The answer to a POST: "back" and "reload" lead to the empty desk and not to a question
            // of the browser about sending a form again.
            if (this.hasAddressValue) window.history.replaceState(null, '', this.addressValue);
            if (this.hasFocusTarget) {
                this.focusTarget.focus({ preventScroll: true });
            } else if (this.hasInputTarget && !document.activeElement.matches('input')) {
                this.inputTarget.focus();
            }
            this.showConnection = () => this.tellConnection();
            window.addEventListener('online', this.showConnection);
            window.addEventListener('offline', this.showConnection);
            // Back from the browser's cache, a button must not look as if it were still sending.
            this.wake = () => this.settle();
            window.addEventListener('pageshow', this.wake);
            this.tellConnection();
            this.announcing = setTimeout(() => this.announce(), 200);
        }

        disconnect() {
            window.removeEventListener('online', this.showConnection);
            window.removeEventListener('offline', this.showConnection);
            window.removeEventListener('pageshow', this.wake);
            clearTimeout(this.announcing);
        }

        /* What is typed or scanned while a button has the focus belongs to the input: otherwise the
           line end of the next customer's code would press "Give" for this one. */
        type(event) {
            if (event.repeat && event.key === 'Enter') {
                event.preventDefault();
                return;
            }
            if (event.ctrlKey || event.metaKey || event.altKey || !this.hasInputTarget) return;
            if (event.target.closest('input, textarea, select, [contenteditable], dialog, [role="dialog"]')) return;
            if (!event.target.closest('.birthday-desk') && event.target !== document.body) return;
            if (!PART_OF_A_CODE_OR_NAME.test(event.key)) return;
            this.inputTarget.focus();
            this.inputTarget.select();
        }

        submit(event) {
            const gives = event.target.matches('.birthday-verdict__give');
            const isUnread = gives && performance.now() - this.shownAt < UNREAD_MS;
            if (isUnread || !navigator.onLine) {
                event.preventDefault();
                this.tellConnection();
                return;
            }
            event.submitter?.setAttribute('aria-busy', 'true');
        }

        settle() {
            this.element.querySelectorAll('[aria-busy]').forEach((button) => button.removeAttribute('aria-busy'));
        }

        tellConnection() {
            this.offlineTarget.hidden = navigator.onLine;
        }

        /* A live region is read out when it changes, not when it comes with the page. */
        announce() {
            this.statusTargets.forEach((status) => status.replaceChildren(...status.childNodes));
        }
    }

    window.wagtail.app.register('birthday-desk', DeskController);
})();
