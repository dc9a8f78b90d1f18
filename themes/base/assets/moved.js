// Leads on with query and fragment, which the page's own refresh would lose.
location.replace(document.currentScript.dataset.to + location.search + location.hash);
